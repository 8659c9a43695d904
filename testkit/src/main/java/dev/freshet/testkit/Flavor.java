package dev.freshet.testkit;

/** The two lines of database servers that Freshet reads binlogs of. */
public enum Flavor {
  /** Oracle's MySQL. */
  MYSQL("MySQL"),
  /** MariaDB Server. */
  MARIADB("MariaDB");

  private final String displayName;

  Flavor(String displayName) {
    this.displayName = displayName;
  }

  /** The name as its makers write it. */
  public String displayName() {
    return displayName;
  }
}
