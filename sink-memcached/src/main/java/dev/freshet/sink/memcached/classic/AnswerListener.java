package dev.freshet.sink.memcached.classic;

/** Told what becomes of a request, by the connection's thread; must not block. */
interface AnswerListener {

  /** The request is on its way, so that an answer may come. */
  void written();

  /** The server has answered. */
  void answered(ClassicAnswer answer);

  /** The server has said something else than an answer; the connection is given up. */
  void failed(ClassicFailure failure);
}
