/** How a program uses SnowWatch: each class is a small program that the build compiles and runs. */
@NullMarked
package io.snowwatch.examples;

import org.jspecify.annotations.NullMarked;
