package dev.freshet.testkit.provision;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import dev.freshet.testkit.ServerException;
import java.nio.charset.StandardCharsets;

/**
 * A network interface whose packets this JVM sends and receives: Linux's TUN, as
 * Documentation/networking/tuntap.rst describes it. It vanishes with the JVM, in whichever network
 * namespace it is.
 *
 * <p>One thread may read while another writes; {@link #close} when both have ended.
 */
final class TunDevice implements AutoCloseable {
  /** The largest IP packet. */
  static final int LARGEST_PACKET = 65_535;

  private static final String PATH = "/dev/net/tun";
  private static final long TUNSETIFF = 0x400454caL;
  private static final int IFF_TUN = 0x0001;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFNAMSIZ = 16;
  private static final int IFREQ_BYTES = 40;
  private static final int POLL_MILLIS = 100;

  private final String name;
  private final int file;
  private final Memory pollRequest = new Memory(8);

  private TunDevice(String name, int file) {
    this.name = name;
    this.file = file;
    pollRequest.setInt(0, file);
    pollRequest.setShort(4, LibC.POLLIN);
  }

  /**
   * Makes an interface, which is down.
   *
   * @param name its name, of 15 characters at most
   * @throws ServerException if that is not permitted here
   */
  static TunDevice create(String name) {
    byte[] request = new byte[IFREQ_BYTES];
    byte[] nameBytes = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(nameBytes, 0, request, 0, nameBytes.length);
    // ifreq's flags are a short in the machine's order, which is little-endian wherever Java runs
    request[IFNAMSIZ] = IFF_TUN & 0xff;
    request[IFNAMSIZ + 1] = IFF_NO_PI >> 8;
    int file = -1;
    try {
      file = LibC.open(PATH, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC);
      LibC.ioctl(file, new NativeLong(TUNSETIFF), request);
      return new TunDevice(name, file);
    } catch (LastErrorException e) {
      if (file >= 0) {
        LibC.close(file);
      }
      throw new ServerException("cannot make the network interface " + name + " with " + PATH, e);
    }
  }

  String name() {
    return name;
  }

  /**
   * Reads a packet.
   *
   * @param buffer takes a whole packet if it has {@value #LARGEST_PACKET} bytes
   * @return its size, or 0 if none came within {@value #POLL_MILLIS} ms
   */
  int read(byte[] buffer) {
    int size = LibC.read(file, buffer, new NativeLong(buffer.length)).intValue();
    if (size > 0) {
      return size;
    }
    LibC.poll(pollRequest, new NativeLong(1), POLL_MILLIS);
    return Math.max(0, LibC.read(file, buffer, new NativeLong(buffer.length)).intValue());
  }

  /**
   * Sends a packet.
   *
   * @return false if the kernel did not take it: then it is lost, as on any network
   */
  boolean write(byte[] packet) {
    return LibC.write(file, packet, new NativeLong(packet.length)).intValue() == packet.length;
  }

  @Override
  public void close() {
    LibC.close(file);
  }
}
