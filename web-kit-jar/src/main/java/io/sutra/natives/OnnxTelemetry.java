package io.sutra.natives;

/**
 * Switches off the telemetry of ONNX Runtime, which its Linux and macOS libraries have switched on:
 * they resolve a host name of Microsoft, send it events, and keep a device id below {@code
 * ~/.cache} and log files in the temporary folder.
 *
 * <p>The library reads the variable {@value #VARIABLE} of the process's native environment once,
 * when it initialises. Its own API comes too late: by then an event and the device id exist. So
 * {@link #switchOff} must run before any class of {@code ai.onnxruntime} is initialised.
 */
public final class OnnxTelemetry {

  /** The environment variable that ONNX Runtime reads; {@code 1} switches its telemetry off. */
  public static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private static final String OFF = "1";

  private static boolean switchedOff;

  private OnnxTelemetry() {}

  /**
   * Makes sure that the variable is set in this process, whoever started it. Thread-safe; repeated
   * calls do nothing.
   *
   * @throws IllegalStateException when the variable is not set and this Java cannot set it; the
   *     message says what the operator can do, and ONNX Runtime must not be loaded then
   */
  public static synchronized void switchOff() {
    if (switchedOff) {
      return;
    }
    if (!OFF.equals(System.getenv(VARIABLE))) {
      try {
        NativeEnvironment.set(VARIABLE, OFF);
      } catch (NativeEnvironment.UnsupportedException e) {
        throw new IllegalStateException(refusal(e), e);
      }
    }
    switchedOff = true;
  }

  private static String refusal(NativeEnvironment.UnsupportedException e) {
    return "ONNX Runtime is not loaded, because it would send telemetry to Microsoft and this Java ("
        + Runtime.version()
        + ") cannot switch that off ("
        + e.getMessage()
        + "). Set "
        + VARIABLE
        + "="
        + OFF
        + " in the environment of this process (for Open Liberty: in server.env), or start Java with"
        + " --enable-native-access=ALL-UNNAMED.";
  }
}
