package dev.freshet.connector.binlog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate of a server and the authority that signed it, made by the JDK's keytool(1). */
final class SignedCertificate {

  /** The password of all files. */
  static final String PASSWORD = "test-password";

  private static final String ALIAS = "own";
  private static final String AUTHORITY = "authority.p12";
  private static final String SERVER = "server.p12";
  private static final String REQUEST = "request.pem";
  private static final String SIGNED = "signed.pem";

  private final Path folder;

  private SignedCertificate(Path folder) {
    this.folder = folder;
  }

  /**
   * Makes one.
   *
   * @param folder where to, empty
   * @param subjects what it is for, as in {@code dns:localhost,ip:127.0.0.1}
   */
  static SignedCertificate make(Path folder, String subjects)
      throws IOException, InterruptedException {
    SignedCertificate made = new SignedCertificate(Files.createDirectories(folder));
    made.keytool(AUTHORITY, "-genkeypair", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c");
    made.keytool(SERVER, "-genkeypair", "-keyalg", "EC", "-dname", "CN=server");
    made.keytool(SERVER, "-certreq", "-file", REQUEST);
    made.keytool(
        AUTHORITY,
        "-gencert",
        "-rfc",
        "-infile",
        REQUEST,
        "-outfile",
        SIGNED,
        "-ext",
        "SAN=" + subjects);
    return made;
  }

  private void keytool(String store, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", ALIAS, "-keystore", store, "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", PASSWORD));
    Process keytool =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
    if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }

  /** The authority's certificate, as servers read it. */
  String authority() throws IOException, GeneralSecurityException {
    return pem("CERTIFICATE", load(AUTHORITY).getCertificate(ALIAS).getEncoded());
  }

  /** The server's certificate. */
  String certificate() throws IOException {
    return Files.readString(folder.resolve(SIGNED), US_ASCII);
  }

  /** The key to it. */
  String key() throws IOException, GeneralSecurityException {
    return pem("PRIVATE KEY", load(SERVER).getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
  }

  /** A file that trusts the authority, and no other. */
  Path truststore() throws IOException, GeneralSecurityException {
    Certificate authority = load(AUTHORITY).getCertificate(ALIAS);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, authority);
    Path file = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private KeyStore load(String file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(file))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String pem(String what, byte[] encoded) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(what, lines);
  }
}
