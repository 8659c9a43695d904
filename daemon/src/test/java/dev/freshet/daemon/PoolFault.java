package dev.freshet.daemon;

/** What may befall a {@link PoolServer} that has a proxy, and how it ends. */
enum PoolFault {
  /** The process stops (SIGSTOP) and goes on later: what was sent meanwhile arrives then. */
  PAUSE {
    @Override
    void begin(PoolServer server) {
      server.process().pause();
    }

    @Override
    void end(PoolServer server) {
      server.process().resume();
    }
  },
  /** The process is killed, and comes back empty. */
  KILL {
    @Override
    void begin(PoolServer server) {
      server.process().kill();
    }

    @Override
    void end(PoolServer server) {
      server.restartEmpty();
    }
  },
  /** Connections break; new ones are accepted. */
  CUT {
    @Override
    void begin(PoolServer server) {
      server.proxy().cut();
    }

    @Override
    void end(PoolServer server) {}
  },
  /** Connections break and new ones are refused. */
  REFUSE {
    @Override
    void begin(PoolServer server) {
      server.proxy().refuse();
      server.proxy().cut();
    }

    @Override
    void end(PoolServer server) {
      server.proxy().restore();
    }
  },
  /** Connections stand still. */
  STALL {
    @Override
    void begin(PoolServer server) {
      server.proxy().stall();
    }

    @Override
    void end(PoolServer server) {
      server.proxy().restore();
    }
  },
  /** One piece of data in ten is late, and all behind it with it. */
  LOSS {
    @Override
    void begin(PoolServer server) {
      server.proxy().lose(0.1);
    }

    @Override
    void end(PoolServer server) {
      server.proxy().restore();
    }
  };

  abstract void begin(PoolServer server);

  abstract void end(PoolServer server);
}
