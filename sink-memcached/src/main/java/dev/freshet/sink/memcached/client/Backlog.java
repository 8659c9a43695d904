package dev.freshet.sink.memcached.client;

import dev.freshet.sink.memcached.client.Reply.Status;
import java.util.List;

/**
 * What one server has not acknowledged, and what is to be written next. Pure: it is told what
 * happens on the connection and does no I/O. Used by the pool's event loop alone.
 */
interface Backlog {

  /** A connection to the server is there. */
  void connected(ServerFacts facts);

  void add(Delivery delivery);

  /** Whether nothing is on its way that could still change what the server holds. */
  boolean isIdle();

  /** Whether something is not acknowledged. */
  boolean isOutstanding();

  /** Whether {@link #settled} has to be called after a pause. */
  boolean isSettling();

  /** The pause is over. */
  void settled();

  /**
   * Gives {@code writer} what is to be written now.
   *
   * @return whether there was something
   */
  boolean writeNext(BacklogWriter writer);

  /** The server has carried out what stands before its oldest barrier. */
  void barrier() throws ServerTrouble;

  /** The server has told what became of one command. */
  void status(Status status) throws ServerTrouble;

  /** The server has reported an error about one of the commands in flight. */
  void failure(String error) throws ServerTrouble;

  /**
   * The connection has ended.
   *
   * @param orderly whether the server closed it itself, and so carries out nothing more of it
   */
  void disconnected(boolean orderly);

  /**
   * Forgets all deliveries. What is in flight is answered for on the wire, but to nobody any more.
   *
   * @return the batches that were not acknowledged
   */
  List<SubmittedBatch> reset();
}
