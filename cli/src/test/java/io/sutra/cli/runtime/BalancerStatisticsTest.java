package io.sutra.cli.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class BalancerStatisticsTest {

  @Test
  void parse_rowsOfTheReplicas_withWhatWaitsForAny() throws Exception {
    BalancerStatistics.Snapshot snapshot =
        BalancerStatistics.parse(
            """
            # pxname,svname,qcur,scur,stot,status,lastchg
            statistics,FRONTEND,,1,9,OPEN,
            ml_base,ml-base-1,0,4,17,UP,60
            ml_base,ml-base-2,2,0,3,DOWN 1/2,7
            ml_base,BACKEND,5,4,20,UP,1
            """);

    assertThat(snapshot.waiting()).isEqualTo(5);
    assertThat(snapshot.replicas())
        .containsExactly(
            new BalancerStatistics.Replica("ml-base-1", "UP", 60, 4, 17),
            new BalancerStatistics.Replica("ml-base-2", "DOWN 1/2", 7, 0, 3));
    assertThat(snapshot.replicas())
        .extracting(BalancerStatistics.Replica::up)
        .containsExactly(true, false);
  }

  @Test
  void parse_anotherPage_isRefused() {
    assertThatThrownBy(() -> BalancerStatistics.parse("<html>"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not the statistics");
  }
}
