package dev.freshet.daemon.admin;

/**
 * What is answered to a request.
 *
 * @param status the HTTP status code
 * @param contentType the media type of the body
 * @param body the text
 */
record AdminResponse(int status, String contentType, String body) {

  static AdminResponse text(int status, String body) {
    return new AdminResponse(status, "text/plain; charset=utf-8", body + "\n");
  }

  static AdminResponse json(String body) {
    return new AdminResponse(200, "application/json", body);
  }

  static AdminResponse html(String body) {
    return new AdminResponse(200, "text/html; charset=utf-8", body);
  }
}
