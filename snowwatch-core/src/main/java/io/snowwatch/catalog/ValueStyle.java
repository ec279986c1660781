package io.snowwatch.catalog;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.immutables.value.Value;

/**
 * The house style of every Immutables value: the generated class is package-private and never seen
 * by a caller, who meets the abstract type and its {@code Builder}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
@Value.Style(
    visibility = Value.Style.ImplementationVisibility.PACKAGE,
    overshadowImplementation = true,
    jdkOnly = true,
    privateNoargConstructor = false,
    get = "*",
    defaults = @Value.Immutable(copy = false))
public @interface ValueStyle {}
