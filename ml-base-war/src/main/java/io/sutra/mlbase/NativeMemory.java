package io.sutra.mlbase;

import java.lang.management.ManagementFactory;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.ObjectName;

/** Memory of the C library, which the virtual machine does not manage. */
final class NativeMemory {

  private static final Logger LOG = Logger.getLogger(NativeMemory.class.getName());

  private NativeMemory() {}

  /**
   * Gives what has been freed back to the system, which the C library otherwise keeps: loading a
   * model frees much that nothing later needs. A virtual machine that cannot do it leaves it so.
   */
  static void trim() {
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "systemTrimNativeHeap",
              new Object[0],
              new String[0]);
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.FINE, "Freed memory was not given back", e);
    }
  }
}
