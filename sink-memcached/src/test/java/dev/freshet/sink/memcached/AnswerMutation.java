package dev.freshet.sink.memcached;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Ways in which a server's answer can go wrong. */
enum AnswerMutation {
  BITS_FLIPPED {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      byte[] flipped = answer.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
      return flipped;
    }
  },
  CUT {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      return text(answer, 0, random.nextInt(answer.length));
    }
  },
  BEGINNING_LOST {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      return text(answer, random.nextInt(answer.length), answer.length);
    }
  },
  LINE_ADDED {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      List<String> lines = lines(answer);
      lines.add(random.nextInt(lines.size() + 1), foreignLine(random));
      return String.join("", lines).getBytes(ISO_8859_1);
    }
  },
  LINE_LOST {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      List<String> lines = lines(answer);
      lines.remove(random.nextInt(lines.size()));
      return String.join("", lines).getBytes(ISO_8859_1);
    }
  },
  SPLICED {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      int at = random.nextInt(answer.length);
      return (new String(answer, 0, at, ISO_8859_1)
              + foreignLine(random)
              + new String(answer, at, answer.length - at, ISO_8859_1))
          .getBytes(ISO_8859_1);
    }
  },
  TOKENS_CHANGED {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      String tokens = "O" + random.nextInt(1_000_000_000);
      return new String(answer, ISO_8859_1)
          .replaceAll("O\\d+", tokens)
          .concat(random.nextBoolean() ? "NF " + tokens + "\r\n" : "")
          .getBytes(ISO_8859_1);
    }
  },
  GARBAGE {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      byte[] garbage = new byte[1 + random.nextInt(5_000)];
      random.nextBytes(garbage);
      return garbage;
    }
  },
  NOTHING {
    @Override
    byte[] apply(byte[] answer, SplittableRandom random) {
      return new byte[0];
    }
  };

  /** The answer as it goes wrong. */
  abstract byte[] apply(byte[] answer, SplittableRandom random);

  private static byte[] text(byte[] answer, int from, int to) {
    return new String(answer, from, to - from, ISO_8859_1).getBytes(ISO_8859_1);
  }

  private static List<String> lines(byte[] answer) {
    return new ArrayList<>(List.of(new String(answer, ISO_8859_1).split("(?<=\n)", -1)));
  }

  private static String foreignLine(SplittableRandom random) {
    String line =
        switch (random.nextInt(12)) {
          case 0 -> "NF O" + random.nextInt(2_000_000_000);
          case 1 -> "HD O" + random.nextInt(100);
          case 2 -> "HTTP/1.1 400 Bad Request";
          case 3 -> "END";
          case 4 -> "STAT item_size_max " + random.nextLong();
          case 5 -> "SERVER_ERROR out of paper";
          case 6 -> "CLIENT_ERROR bad data chunk";
          case 7 -> "ERROR";
          case 8 -> "VA 3 f0";
          case 9 -> "x".repeat(3_000);
          case 10 -> "EX";
          default -> "";
        };
    return line + (random.nextBoolean() ? "\r\n" : "\n");
  }
}
