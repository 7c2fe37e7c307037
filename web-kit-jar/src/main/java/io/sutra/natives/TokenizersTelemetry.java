package io.sutra.natives;

import java.nio.file.Path;

/** Keeps the Hugging Face tokenizers library, as DJL packages it, off the network. */
public final class TokenizersTelemetry {

  private TokenizersTelemetry() {}

  /**
   * Sets the system properties that the library reads when its first class is loaded; without them
   * it writes below the home folder, reports its use over the network and downloads a library where
   * it finds a GPU. A property that is already set stays as it is.
   *
   * @param nativeLibraries the folder that the library may unpack its shared object into
   */
  public static void switchOff(Path nativeLibraries) {
    setIfAbsent("ENGINE_CACHE_DIR", nativeLibraries.toString());
    setIfAbsent("DJL_CACHE_DIR", nativeLibraries.toString());
    // JNA, through which it looks for a GPU, unpacks its own library below the home folder.
    setIfAbsent("jna.tmpdir", nativeLibraries.toString());
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    // Only the CPU build of the library is wanted; looking for a GPU costs time and logs warnings.
    setIfAbsent("RUST_FLAVOR", "cpu");
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
