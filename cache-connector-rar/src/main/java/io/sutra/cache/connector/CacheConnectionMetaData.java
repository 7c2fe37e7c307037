package io.sutra.cache.connector;

import io.sutra.cache.api.wire.FrameHeader;
import jakarta.resource.spi.ManagedConnectionMetaData;

/** What a server's tools show of a connection. */
final class CacheConnectionMetaData implements ManagedConnectionMetaData {

  @Override
  public String getEISProductName() {
    return "Sutra cache shard";
  }

  @Override
  public String getEISProductVersion() {
    return "protocol " + FrameHeader.VERSION;
  }

  /** No limit that this side knows. */
  @Override
  public int getMaxConnections() {
    return 0;
  }

  /** The shard knows a token, not users. */
  @Override
  public String getUserName() {
    return "";
  }
}
