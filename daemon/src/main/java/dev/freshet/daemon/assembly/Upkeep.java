package dev.freshet.daemon.assembly;

import dev.freshet.api.change.TableChange;
import dev.freshet.api.config.NearestName;
import dev.freshet.api.spi.Transformer;
import dev.freshet.daemon.admin.TaskDesk;
import dev.freshet.daemon.canary.Canary;
import dev.freshet.daemon.canary.CanaryMeters;
import dev.freshet.daemon.config.DaemonSettings;
import dev.freshet.daemon.config.WarmOnStart;
import dev.freshet.daemon.pipeline.Replication;
import dev.freshet.daemon.transforms.Transforms;
import dev.freshet.daemon.verify.FormerKeys;
import dev.freshet.daemon.verify.RollingVerification;
import dev.freshet.daemon.verify.Sweeper;
import dev.freshet.daemon.verify.Verification;
import dev.freshet.daemon.verify.VerifyMeters;
import dev.freshet.daemon.verify.VerifyRequest;
import dev.freshet.daemon.verify.VerifyStatus;
import dev.freshet.daemon.warm.WarmKeeper;
import dev.freshet.daemon.warm.WarmPolicy;
import dev.freshet.daemon.warm.WarmRequest;
import dev.freshet.daemon.warm.WarmStatus;
import dev.freshet.daemon.warm.WarmUp;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is done to pools beside the changes that they follow: they are filled, kept warm, compared
 * with the database and mended. Thread-safe.
 */
public final class Upkeep implements AutoCloseable {

  /** How long a comparison that was asked for waits for a database or a pool. */
  private static final Duration VERIFY_PATIENCE = Duration.ofMinutes(1);

  private final DaemonSettings settings;
  private final Replication replication;
  private final Map<String, Transformer> transformers;
  private final Transforms transforms;
  private final VerifyMeters meters;
  private final WarmKeeper keeper;
  private final Sweeper sweeper;
  private final FormerKeys formerKeys;
  private final Optional<RollingVerification> rolling;
  private final Optional<Canary> canary;
  private @Nullable WarmUp warmUp;
  private @Nullable Verification verification;
  private boolean closed;

  /**
   * @param replication what keeps the pools up to date
   * @param mapping what is made of changes
   * @param meters told what comparisons find
   * @param canaryMeters told what becomes of the canary
   */
  Upkeep(
      DaemonSettings settings,
      Replication replication,
      ChangeMapping mapping,
      VerifyMeters meters,
      CanaryMeters canaryMeters) {
    this.settings = settings;
    this.replication = replication;
    this.transformers = mapping.transformers();
    this.transforms = mapping.transforms();
    this.meters = meters;
    this.keeper =
        new WarmKeeper(
            settings.name(),
            replication,
            transformers.keySet(),
            settings.stateDirectory(),
            settings.readyMaxLag(),
            settings.warmRate(),
            settings.warmOnStart() == WarmOnStart.WHEN_EMPTY,
            this::warm,
            this::comparison,
            Clock.systemUTC());
    this.sweeper =
        new Sweeper(
            replication, transformers, transforms, settings.stateDirectory(), settings.scanLimit());
    this.canary =
        settings
            .canaryTable()
            .map(
                table ->
                    new Canary(
                        settings.name(),
                        table,
                        settings.canaryKey(),
                        settings.canaryInterval(),
                        replication,
                        canaryMeters,
                        Clock.systemUTC()));
    this.formerKeys =
        new FormerKeys(
            replication,
            transformers,
            transforms,
            mapping.written(),
            mapping.former()::create,
            settings.stateDirectory());
    this.rolling =
        settings.verifyInterval().isZero()
            ? Optional.empty()
            : Optional.of(
                new RollingVerification(
                    replication,
                    transformers,
                    transforms,
                    settings.verifyInterval(),
                    meters,
                    settings.scanLimit()));
  }

  /**
   * Begins, once the pools follow their changes.
   *
   * @param wanted what is to be filled at once
   */
  void start(Optional<WarmRequest> wanted) {
    sweeper.start();
    keeper.lack(formerKeys.changed());
    formerKeys.start();
    wanted.ifPresent(this::warm);
    keeper.start();
    rolling.ifPresent(RollingVerification::start);
    canary.ifPresent(Canary::start);
  }

  /** Notes that a table has been changed as a whole. Waits for nobody. */
  void tableChanged(TableChange change) {
    sweeper.changed(change);
  }

  /**
   * Notes that a pool has not got some changes and will not.
   *
   * @throws IOException if that cannot be stored
   */
  void missedChanges(String pool) throws IOException {
    keeper.missedChanges(pool);
  }

  /** What takes requests, by path. */
  Map<String, TaskDesk> desks() {
    return Map.of(
        WarmRequest.PATH,
        new RecordDesk<>(
            WarmRequest.class,
            WarmRequest.FORM,
            this::warmStatus,
            request -> warm(request).status()),
        VerifyRequest.PATH,
        new RecordDesk<>(
            VerifyRequest.class,
            VerifyRequest.FORM,
            this::verifyStatus,
            request -> verify(request).status()));
  }

  /**
   * Begins to fill pools from the database, beside the changes that go on.
   *
   * @throws IllegalArgumentException if it names what there is not
   * @throws IllegalStateException if pools are being filled already, and not the same
   */
  public synchronized WarmUp warm(WarmRequest request) {
    ensurePossible(request.pools(), request.transformers());
    WarmRequest possible = withValues(request);
    WarmUp last = warmUp;
    if (last != null && last.status().state() == WarmStatus.State.RUNNING) {
      if (!last.request().equals(possible)) {
        throw new IllegalStateException(
            "pools %s are being filled; wait until that is done".formatted(last.request().pools()));
      }
      return last;
    }
    WarmUp begun =
        new WarmUp(
            possible,
            transformers,
            transforms,
            replication,
            settings.stateDirectory(),
            keeper,
            new WarmPolicy(
                settings.scanLimit(), settings.warmStopsOnEviction(), settings.warmOrder()));
    warmUp = begun;
    begun.start();
    return begun;
  }

  /** What of a request concerns pools that hold values of ours. */
  private WarmRequest withValues(WarmRequest request) {
    Set<String> filled = new LinkedHashSet<>(replication.poolsWithValues());
    filled.retainAll(request.pools());
    if (filled.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no pool to fill: those with mode=invalidate hold what applications put there");
    }
    return new WarmRequest(filled, request.transformers(), request.rowsPerSecond());
  }

  /**
   * Begins to compare pools with the database.
   *
   * @throws IllegalArgumentException if it names what there is not
   * @throws IllegalStateException if pools are being compared already, and not the same
   */
  public synchronized Verification verify(VerifyRequest request) {
    ensurePossible(request.pools(), request.transformers());
    Verification last = verification;
    if (last != null && last.status().state() == VerifyStatus.State.RUNNING) {
      if (!last.request().equals(request)) {
        throw new IllegalStateException(
            "pools %s are being compared; wait until that is done"
                .formatted(last.request().pools()));
      }
      return last;
    }
    Verification begun = comparison(request);
    verification = begun;
    begun.start();
    return begun;
  }

  private Verification comparison(VerifyRequest request) {
    return Verification.beside(
        replication,
        request,
        transformers,
        transforms,
        meters,
        settings.scanLimit(),
        VERIFY_PATIENCE);
  }

  private void ensurePossible(Set<String> poolNames, Set<String> transformerNames) {
    if (closed) {
      throw new IllegalStateException("the daemon is stopping");
    }
    ensureKnown("pool", poolNames, replication.fedPools().keySet());
    ensureKnown("transformer", transformerNames, transformers.keySet());
  }

  private static void ensureKnown(String kind, Collection<String> names, Collection<String> known) {
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "there is no %s %s; %s".formatted(kind, name, NearestName.remedy(name, known)));
      }
    }
  }

  private synchronized Optional<WarmStatus> warmStatus() {
    return Optional.ofNullable(warmUp).map(WarmUp::status);
  }

  private synchronized Optional<VerifyStatus> verifyStatus() {
    return Optional.ofNullable(verification).map(Verification::status);
  }

  /** Ends all of it. Does nothing the second time. */
  @Override
  public synchronized void close() {
    closed = true;
    canary.ifPresent(Canary::close);
    keeper.close();
    rolling.ifPresent(RollingVerification::close);
    sweeper.close();
    formerKeys.close();
    if (warmUp != null) {
      warmUp.close();
    }
    if (verification != null) {
      verification.close();
    }
  }
}
