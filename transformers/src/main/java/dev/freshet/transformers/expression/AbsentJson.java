package dev.freshet.transformers.expression;

/**
 * NULL in the place of a JSON document of which an expression takes a part. To the library, taking
 * a part of null is an error; here it gives null, and stands for null everywhere else.
 */
enum AbsentJson {
  NULL
}
