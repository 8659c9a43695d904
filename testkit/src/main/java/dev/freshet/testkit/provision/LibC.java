package dev.freshet.testkit.provision;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The system calls that a {@link TunDevice} needs and Java lacks: open(2), ioctl(2), poll(2),
 * read(2), write(2), close(2). Thread-safe.
 */
final class LibC {
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final short POLLIN = 1;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int open(String path, int flags) throws LastErrorException;

  static native int ioctl(int file, NativeLong request, byte[] argument) throws LastErrorException;

  /** Like read(2), write(2) and poll(2), these give -1 if nothing could be done. */
  static native int poll(Pointer files, NativeLong count, int timeoutMillis);

  static native NativeLong read(int file, byte[] buffer, NativeLong size);

  static native NativeLong write(int file, byte[] buffer, NativeLong size);

  static native int close(int file);
}
