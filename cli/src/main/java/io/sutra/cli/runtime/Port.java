package io.sutra.cli.runtime;

import io.sutra.settings.Setting;

/**
 * A port that a server listens on.
 *
 * @param setting that chooses it
 * @param number of the port
 * @param offset what is added to the setting's value
 * @param hostSetting that chooses the address
 * @param host the address
 */
record Port(
    Setting<Integer> setting, int number, int offset, Setting<String> hostSetting, String host) {

  /** What the setting has to be for this port to be {@code other}. */
  int settingFor(int other) {
    return other - offset;
  }
}
