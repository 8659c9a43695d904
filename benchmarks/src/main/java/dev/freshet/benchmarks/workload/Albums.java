package dev.freshet.benchmarks.workload;

import dev.freshet.testkit.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Photos that are put into albums, each in a transaction, from several connections. What a pool
 * holds is the list of an album's photos, which a query makes: Freshet alone can do this. Number n
 * is the photo with id n; the last one is in an album of its own.
 */
public final class Albums implements Workload {
  private static final String TABLE = DATABASE + ".photos";
  private static final String KEY_PREFIX = "album:";
  private static final int LAST_ALBUM = 0;

  /** How many photos an album has in the end, on average. */
  private static final int PHOTOS = 10;

  private final int[] albums;

  /**
   * @param rows how many photos
   */
  public Albums(int rows) {
    Random random = new Random(5);
    int count = Math.max(1, rows / PHOTOS);
    albums = new int[rows];
    Arrays.setAll(albums, i -> 1 + random.nextInt(count));
    albums[rows - 1] = LAST_ALBUM;
  }

  @Override
  public String name() {
    return "query transformer";
  }

  @Override
  public int rows() {
    return albums.length;
  }

  @Override
  public Mapping mapping() {
    return new Mapping(
        List.of(),
        List.of(
            "transformers=album",
            "transformers.album.type=query",
            "transformers.album.table=" + TABLE,
            "transformers.album.key=" + KEY_PREFIX + "${album_id}",
            "transformers.album.query=SELECT id, title FROM "
                + TABLE
                + " WHERE album_id = :album_id ORDER BY id",
            "transformers.album.result=list"));
  }

  @Override
  public void create(DatabaseServer database) throws SQLException {
    database.execute(
        "CREATE TABLE "
            + TABLE
            + " (id BIGINT NOT NULL PRIMARY KEY, album_id INT NOT NULL,"
            + " title VARCHAR(100) NOT NULL, KEY (album_id, id))");
  }

  @Override
  public void write(DatabaseServer database) throws SQLException, InterruptedException {
    Writers.Part insert = Writers.singly("INSERT INTO " + TABLE + " VALUES (?, ?, ?)", this::bind);
    Writers.alone(database, 1, 1, insert);
    Writers.together(database, 2, rows() - 1, insert);
    Writers.alone(database, rows(), rows(), insert);
  }

  private void bind(PreparedStatement insert, int id) throws SQLException {
    insert.setInt(1, id);
    insert.setInt(2, albums[id - 1]);
    insert.setString(3, "Wide water, no. " + id);
  }

  @Override
  public Outcome outcome(DatabaseServer database) throws SQLException {
    Map<String, String> sample = new LinkedHashMap<>();
    int[] distinct = Arrays.stream(albums).distinct().toArray();
    try (Connection connection = database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT JSON_OBJECT('id', id, 'title', title) FROM "
                    + TABLE
                    + " WHERE album_id = ? ORDER BY id")) {
      for (int i = 0; i < Math.min(SAMPLE, distinct.length); i++) {
        int album = distinct[distinct.length - 1 - i];
        sample.put(KEY_PREFIX + album, list(select, album));
      }
    }
    return new Outcome(
        KEY_PREFIX + albums[0], true, KEY_PREFIX + LAST_ALBUM, distinct.length, true, sample);
  }

  private static String list(PreparedStatement select, int album) throws SQLException {
    StringJoiner list = new StringJoiner(",", "[", "]");
    select.setInt(1, album);
    try (ResultSet photo = select.executeQuery()) {
      while (photo.next()) {
        list.add(photo.getString(1));
      }
    }
    return list.toString();
  }
}
