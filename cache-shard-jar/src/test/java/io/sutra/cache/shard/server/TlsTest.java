package io.sutra.cache.shard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sutra.cache.api.wire.FrameHeader;
import io.sutra.cache.api.wire.Reply;
import io.sutra.cache.api.wire.ReplyCodec;
import io.sutra.cache.api.wire.Request;
import io.sutra.cache.api.wire.RequestCodec;
import io.sutra.cache.api.wire.WireLimits;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The listener with a certificate. */
@Timeout(60)
class TlsTest {

  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private Path folder;

  /** A certificate of its own, made by the JDK's keytool. */
  private KeyStore certificate() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "shard",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    return KeyStore.getInstance(store.toFile(), PASSWORD);
  }

  private Path pem(String name, String type, byte[] content) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n");
  }

  private Map<String, String> settings(KeyStore store) throws Exception {
    Path chain = pem("chain.pem", "CERTIFICATE", store.getCertificate("shard").getEncoded());
    Path key = pem("key.pem", "PRIVATE KEY", store.getKey("shard", PASSWORD).getEncoded());
    return Map.of(
        "SUTRA_CACHE_TLS_CERT", chain.toString(),
        "SUTRA_CACHE_TLS_KEY", key.toString(),
        "SUTRA_CACHE_SLOW", "1");
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("shard", store.getCertificate("shard"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void clientWithTls_isServed() throws Exception {
    KeyStore store = certificate();
    try (ServerFixture fixture = new ServerFixture(settings(store));
        Socket socket =
            trusting(store)
                .getSocketFactory()
                .createSocket(fixture.address().getAddress(), fixture.address().getPort())) {
      Request hello = new Request.Hello("tls", "");
      byte[] frame = new byte[RequestCodec.frameBytes(hello)];
      RequestCodec.encode(hello, 3, ByteBuffer.wrap(frame));
      socket.getOutputStream().write(frame);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int length = in.readInt();
      ByteBuffer answer = ByteBuffer.allocate(4 + length).putInt(length);
      in.readFully(answer.array(), 4, length);
      FrameHeader header = FrameHeader.read(answer.clear(), 4096);
      assertThat(ReplyCodec.decode(header, answer, WireLimits.DEFAULT))
          .isInstanceOf(Reply.Hello.class);
    }
  }

  @Test
  void clientWithoutTls_isRefused() throws Exception {
    try (ServerFixture fixture = new ServerFixture(settings(certificate()))) {
      assertThatThrownBy(fixture::connect).isInstanceOf(io.sutra.cache.api.CacheException.class);
    }
  }

  @Test
  void certificateThatIsNone_stopsTheStartAndNamesTheKey() throws Exception {
    Path nonsense = Files.writeString(folder.resolve("nonsense.pem"), "no certificate");
    Map<String, String> settings =
        Map.of(
            "SUTRA_CACHE_TLS_CERT", nonsense.toString(),
            "SUTRA_CACHE_TLS_KEY", nonsense.toString());
    assertThatThrownBy(() -> new ServerFixture(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SUTRA_CACHE_TLS_CERT");
  }
}
