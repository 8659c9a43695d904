package dev.freshet.sink.memcached.client;

/**
 * Who Freshet says it is.
 *
 * @param username without spaces and control characters
 * @param password without control characters; never shown
 */
public record Credentials(String username, String password) {

  @Override
  public String toString() {
    return username + " with a password";
  }
}
