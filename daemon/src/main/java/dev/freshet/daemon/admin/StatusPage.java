package dev.freshet.daemon.admin;

import dev.freshet.daemon.admin.DaemonStatus.PoolStatus;
import dev.freshet.daemon.admin.DaemonStatus.SourceStatus;
import java.util.List;
import java.util.Locale;

/** The status as a page for people. It loads nothing else and renews itself. */
final class StatusPage {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="refresh" content="2">
      <meta name="viewport" content="width=device-width">
      <title>Freshet %s</title>
      <style>
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2em; color: #222; }
      table { border-collapse: collapse; }
      th, td { text-align: left; padding: .25em 1.5em .25em 0; vertical-align: top; }
      tr + tr { border-top: 1px solid #ddd; }
      .good { color: #17692d; } .bad { color: #b3261e; }
      code { word-break: break-all; }
      </style>
      </head>
      <body>
      """;

  private StatusPage() {}

  static String html(DaemonStatus status, List<String> notReadyReasons) {
    StringBuilder page = new StringBuilder(HEAD.formatted(escape(status.name())));
    page.append("<h1>Freshet ").append(escape(status.name())).append("</h1>\n<p>");
    page.append(escape(status.state())).append(", ");
    page.append(
        notReadyReasons.isEmpty()
            ? "<span class=\"good\">ready</span>"
            : "<span class=\"bad\">not ready</span>");
    page.append(", ").append(seconds(status.lag().toMillis())).append(" behind</p>\n");
    if (!notReadyReasons.isEmpty()) {
      page.append("<ul>\n");
      notReadyReasons.forEach(
          reason -> page.append("<li>").append(escape(reason)).append("</li>\n"));
      page.append("</ul>\n");
    }
    appendSource(page, status.source());
    page.append("<p>Position <code>").append(escape(status.position())).append("</code></p>\n");
    appendPools(page, status.pools());
    page.append("<p><a href=\"/status\">status</a> <a href=\"/metrics\">metrics</a></p>\n");
    return page.append("</body>\n</html>\n").toString();
  }

  private static void appendSource(StringBuilder page, SourceStatus source) {
    page.append("<p>Source ").append(escape(source.server())).append(' ');
    page.append(
        source.connected()
            ? "<span class=\"good\">connected</span>"
            : "<span class=\"bad\">not connected</span>");
    page.append(" since ").append(source.since()).append(' ');
    page.append(escape(source.why())).append("</p>\n");
  }

  private static void appendPools(StringBuilder page, List<PoolStatus> pools) {
    page.append("<table>\n<tr>");
    for (String heading : List.of("Pool", "State", "Since", "Behind", "Queued", "Done", "Why")) {
      page.append("<th>").append(heading).append("</th>");
    }
    page.append("</tr>\n");
    for (PoolStatus pool : pools) {
      String colour = pool.state().equals("live") ? "good" : "bad";
      page.append("<tr><td>").append(escape(pool.name()));
      page.append("</td><td class=\"").append(colour).append("\">").append(escape(pool.state()));
      page.append("</td><td>").append(pool.since());
      page.append("</td><td>").append(seconds(pool.lag().toMillis()));
      page.append("</td><td>").append(pool.queuedBytes()).append(" bytes");
      page.append("</td><td><code>").append(escape(pool.donePosition()));
      page.append("</code></td><td>").append(escape(pool.why())).append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f s", millis / 1000.0);
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
