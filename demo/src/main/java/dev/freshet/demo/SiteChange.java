package dev.freshet.demo;

import java.util.List;

/**
 * Something that happens on the photo site: one transaction, and what it means for each pool.
 *
 * @param title what happens, in words
 * @param statements the transaction's statements
 * @param cachedLists keys of lists that the application has cached before it
 * @param expectations what each pool holds afterwards
 */
record SiteChange(
    String title,
    List<String> statements,
    List<String> cachedLists,
    List<Expectation> expectations) {}
