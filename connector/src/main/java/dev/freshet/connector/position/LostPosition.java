package dev.freshet.connector.position;

/** What can be done when a server no longer has, or never had, what follows a position. */
public final class LostPosition {

  /** In words that follow the cause. */
  public static final String REMEDY =
      "; to go on at its latest position and warm the pools again, set position.lost=warm";

  private LostPosition() {}
}
