package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.routing.ServerAddress;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: name lookup, TCP, TLS where it is asked for, handshake. The name
 * is looked up anew each time, since addresses change behind names.
 */
// Netty tells of a failed write or close through the pipeline, where it is dealt with.
@SuppressWarnings("FutureReturnValueIgnored")
final class Connector {

  private static final WriteBufferWaterMark WATER_MARKS =
      new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

  private final ServerAddress server;
  private final Duration timeout;
  private final ServerAccess access;
  private final AddressLookup.Names names;
  private final EventLoop loop;

  /**
   * @param timeout how long the connection, and then the handshake, may take
   */
  Connector(
      ServerAddress server,
      Duration timeout,
      ServerAccess access,
      AddressLookup.Names names,
      EventLoop loop) {
    this.server = server;
    this.timeout = timeout;
    this.access = access;
    this.names = names;
    this.loop = loop;
  }

  /** A connector to {@code server} as its pool's {@code options} want it. Connects to nothing. */
  static Connector of(ServerAddress server, ClientOptions options, EventLoop loop) {
    return new Connector(
        server, options.connectTimeout(), options.access(), AddressLookup.Names.SYSTEM, loop);
  }

  /** What has to be known before a connection can be made. */
  private record Target(List<InetAddress> addresses, @Nullable TlsContext tls) {}

  /**
   * A connection whose server has answered the handshake.
   *
   * @param channel its pipeline ends with the {@link Handshake}
   * @param facts what the server told
   */
  record Connection(Channel channel, ServerFacts facts) {}

  /** Connects. The result comes on the event loop; a failure is a {@link ServerTrouble}. */
  Promise<Connection> connect(Handshake.Questions questions) {
    Promise<Connection> connection = loop.newPromise();
    AddressLookup.ask(
            () ->
                new Target(
                    AddressLookup.addresses(names, server.host()), TlsContext.load(access.tls())))
        .whenCompleteAsync(
            (target, failure) -> {
              if (failure == null) {
                connect(questions, target, 0, connection);
              } else {
                connection.tryFailure(Troubles.of(failure));
              }
            },
            loop);
    return connection;
  }

  /** Tries the addresses one behind the other until one takes the TCP connection. */
  private void connect(
      Handshake.Questions questions, Target target, int index, Promise<Connection> connection) {
    Promise<ServerFacts> facts = loop.newPromise();
    Handshake handshake = new Handshake(questions, access.credentials(), facts);
    ChannelFuture connecting =
        bootstrap(target.tls(), handshake)
            .connect(new InetSocketAddress(target.addresses().get(index), server.port()));
    connecting.addListener(
        tcp -> {
          if (tcp.isSuccess()) {
            awaitFacts(connecting.channel(), facts, connection);
          } else if (index + 1 < target.addresses().size()) {
            connect(questions, target, index + 1, connection);
          } else {
            connection.tryFailure(Troubles.of(tcp.cause()));
          }
        });
  }

  private void awaitFacts(
      Channel channel, Promise<ServerFacts> facts, Promise<Connection> connection) {
    var timer =
        loop.schedule(
            () -> facts.tryFailure(silence(channel)), timeout.toMillis(), TimeUnit.MILLISECONDS);
    facts.addListener(
        told -> {
          timer.cancel(false);
          if (!told.isSuccess()) {
            channel.close();
            connection.tryFailure(Troubles.of(told.cause()));
          } else if (!connection.trySuccess(new Connection(channel, facts.getNow()))) {
            channel.close();
          }
        });
  }

  private static ServerTrouble silence(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    return tls == null || tls.handshakeFuture().isSuccess()
        ? new ServerTrouble(
            "takes the connection but does not answer within connect.timeout",
            "look whether the server hangs or is stopped, and what listens there")
        : new ServerTrouble(
            "takes the connection but does not begin TLS within connect.timeout",
            "look whether it has TLS (memcached -Z; set ssl.mode=disabled if not) and whether it"
                + " hangs or is stopped");
  }

  private Bootstrap bootstrap(@Nullable TlsContext tls, Handshake handshake) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) timeout.toMillis())
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARKS)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        tls == null ? new PlainTextOnly() : tls.handler(server),
                        new ReplyDecoder(),
                        handshake);
              }
            });
  }
}
