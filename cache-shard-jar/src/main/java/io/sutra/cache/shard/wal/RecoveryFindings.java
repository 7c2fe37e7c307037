package io.sutra.cache.shard.wal;

import java.util.ArrayList;
import java.util.List;

/** What recovery has found so far, and what is done about it. Belongs to one thread. */
final class RecoveryFindings {

  private final DamagePolicy policy;
  private final List<String> findings = new ArrayList<>();
  private boolean corrupt;
  private boolean snapshotDamaged;

  RecoveryFindings(DamagePolicy policy) {
    this.policy = policy;
  }

  void add(String finding) {
    findings.add(finding);
  }

  /** Adds something that had been on disk and is lost; under {@code strict} that is the end. */
  void addCorruption(String finding) throws LogRefusedException {
    add(finding);
    corrupt = true;
    if (policy == DamagePolicy.STRICT) {
      throw new LogRefusedException(
          String.join("; ", findings)
              + ". Restore the folder from a copy, or start with the damage policy `prefix` to keep"
              + " what precedes the damage");
    }
  }

  void addSnapshotCorruption(String finding) throws LogRefusedException {
    snapshotDamaged = true;
    addCorruption(finding);
  }

  /** Adds to the last finding. */
  void addToLast(String more) {
    findings.set(findings.size() - 1, findings.getLast() + "; " + more);
  }

  List<String> all() {
    return findings;
  }

  boolean isCorrupt() {
    return corrupt;
  }

  boolean isSnapshotDamaged() {
    return snapshotDamaged;
  }
}
