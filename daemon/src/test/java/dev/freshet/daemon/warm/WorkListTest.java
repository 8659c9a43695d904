package dev.freshet.daemon.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.change.TableName;
import dev.freshet.api.change.TableSchema;
import dev.freshet.daemon.scan.SourceTable;
import dev.freshet.daemon.warm.WorkList.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkListTest {

  private final WorkList list = new WorkList();
  private final ExecutorService threads = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static WarmPart part(String table) {
    return new WarmPart.Rows(
        new SourceTable(
            new TableSchema(new TableName("site", table), List.of(), List.of()), Map.of()));
  }

  private static Piece range(int order, int range) {
    PartProgress progress = new PartProgress(PartProgress.Content.cut(false, List.of("1", "2")));
    return new Piece(order, part("t" + order), progress, range);
  }

  private List<String> taken() throws InterruptedException {
    List<String> taken = new ArrayList<>();
    for (Piece piece = list.take(); piece != null; piece = list.take()) {
      taken.add(piece.order() + " " + piece.range());
      list.finished();
    }
    return taken;
  }

  @Test
  void rangesOfAnEarlierPartComeBeforeLaterParts() throws Exception {
    list.add(List.of(Piece.whole(0, part("users")), Piece.whole(1, part("photos"))));
    assertThat(list.take()).isEqualTo(Piece.whole(0, part("users")));
    list.add(List.of(range(0, 2), range(0, 0), range(0, 1)));
    list.finished();
    assertThat(taken()).containsExactly("0 0", "0 1", "0 2", "1 0");
  }

  @Test
  void whoeverFindsNothingWaitsForWhatOthersMayAdd() throws Exception {
    list.add(List.of(Piece.whole(0, part("users"))));
    assertThat(list.take()).isNotNull();
    Thread[] waiting = new Thread[1];
    Future<Optional<Piece>> next =
        threads.submit(
            () -> {
              waiting[0] = Thread.currentThread();
              return Optional.ofNullable(list.take());
            });
    await().until(() -> waiting[0] != null && waiting[0].getState() == Thread.State.WAITING);
    Piece added = range(0, 1);
    list.add(List.of(added));
    assertThat(next.get()).contains(added);
    Future<Optional<Piece>> last = threads.submit(() -> Optional.ofNullable(list.take()));
    list.finished();
    list.finished();
    assertThat(last.get()).isEmpty();
  }

  @Test
  void nothingIsTakenUpOnceItHasEnded() throws Exception {
    list.add(List.of(range(0, 0), range(0, 1)));
    assertThat(list.take()).isNotNull();
    list.end();
    assertThat(list.take()).isNull();
  }
}
