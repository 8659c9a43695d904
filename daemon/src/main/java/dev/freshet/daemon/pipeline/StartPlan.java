package dev.freshet.daemon.pipeline;

import dev.freshet.api.change.SourcePosition;
import dev.freshet.daemon.checkpoint.PoolMarks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the main pipeline begins and which pools follow it from there. Pools that followed one
 * stream have the same intent, so those with the furthest intent go together, from the oldest of
 * their done marks: replaying a little more does no harm, as only the last operation per key of the
 * range is sent. All others are further behind and catch up by themselves.
 *
 * @param from the place that all pools of the main pipeline have acknowledged
 * @param replayUntil how far any of them may have been handed changes
 * @param together the pools that follow the main pipeline
 * @param behind the pools that have to catch up
 */
public record StartPlan(
    SourcePosition from, SourcePosition replayUntil, List<String> together, List<String> behind) {

  /** The marks that a pool has which follows the main pipeline from its start. */
  public PoolMarks marks() {
    return new PoolMarks(from, replayUntil);
  }

  /**
   * The plan for pools with these marks.
   *
   * @param marks the marks of each pool, at least one
   */
  public static StartPlan of(Map<String, PoolMarks> marks) {
    SourcePosition furthest = marks.values().iterator().next().intent();
    for (PoolMarks mark : marks.values()) {
      furthest = mark.intent().covers(furthest) ? mark.intent() : furthest;
    }
    List<String> together = new ArrayList<>();
    List<String> behind = new ArrayList<>();
    SourcePosition from = furthest;
    for (Map.Entry<String, PoolMarks> entry : marks.entrySet()) {
      PoolMarks mark = entry.getValue();
      if (mark.intent().covers(furthest)) {
        together.add(entry.getKey());
        from = from.covers(mark.done()) ? mark.done() : from;
      } else {
        behind.add(entry.getKey());
      }
    }
    return new StartPlan(from, furthest, List.copyOf(together), List.copyOf(behind));
  }
}
