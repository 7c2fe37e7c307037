package io.sutra.web.server;

import io.sutra.domain.RequestLimits;
import io.sutra.settings.ServiceSettings;
import io.sutra.settings.SettingsReader;

/** Reads the settings that bound one request. */
public final class RequestLimitSettings {

  private RequestLimitSettings() {}

  /** The limits that an operator has set. */
  public static RequestLimits read(SettingsReader reader) {
    return new RequestLimits(
        reader.get(ServiceSettings.MAX_REQUEST_BYTES),
        reader.get(ServiceSettings.MAX_REQUEST_TEXTS),
        reader.get(ServiceSettings.MAX_REQUEST_TOKENS));
  }
}
