package dev.freshet.daemon.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells the present life of the machine, between two starts of its kernel, from all others. */
final class MachineLife {

  /** Linux's random(4): a number that is made anew at each start of the kernel. */
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /** What tells it; empty where nothing does. */
  static final String CURRENT = read();

  private MachineLife() {}

  private static String read() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      // another system than Linux
      return "";
    }
  }
}
