package dev.freshet.sink.memcached.classic;

import net.rubyeye.xmemcached.command.Command;
import net.rubyeye.xmemcached.command.CommandType;
import net.rubyeye.xmemcached.command.OperationStatus;

/**
 * A request as Xmemcached carries it. Its type towards Xmemcached is one for which that does
 * nothing of its own.
 */
abstract class ClassicCommand extends Command {

  /** More settings than any server has: what goes on behind them is no answer. */
  static final int MAX_SETTINGS_CHARACTERS = 64 * 1024;

  private final AnswerListener listener;
  private boolean written;

  ClassicCommand(AnswerListener listener) {
    super(CommandType.NOOP);
    this.listener = listener;
  }

  final AnswerListener listener() {
    return listener;
  }

  /**
   * Asked for by Xmemcached's reactor when it comes to write the command, in the same turn in which
   * it begins to await the answer: the only sign of that, since commands are merged.
   */
  @Override
  public final OperationStatus getStatus() {
    if (!written) {
      written = true;
      listener.written();
    }
    return super.getStatus();
  }
}
