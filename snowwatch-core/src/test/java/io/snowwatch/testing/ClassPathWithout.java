package io.snowwatch.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The tests' class path without some of its jars, as an embedder has it who does not need them. */
public final class ClassPathWithout {

  private final Predicate<String> left;

  private ClassPathWithout(Predicate<String> left) {
    this.left = left;
  }

  /** Without every module of the AWS SDK. */
  public static ClassPathWithout theSdk() {
    return new ClassPathWithout(path -> path.contains("awssdk"));
  }

  /** Without some modules of the AWS SDK. */
  public static ClassPathWithout modules(String... modules) {
    List<String> names = List.of(modules);
    return new ClassPathWithout(
        path ->
            path.contains("awssdk")
                && names.contains(Path.of(path).getParent().getParent().getFileName().toString()));
  }

  /** What the class, loaded anew with all that it uses, answers there. */
  public String answer(Class<? extends Supplier<String>> question) {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !left.test(path))
            .map(ClassPathWithout::url)
            .toArray(URL[]::new);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      Object asked = loader.loadClass(question.getName()).getDeclaredConstructor().newInstance();
      return ((Supplier<?>) asked).get().toString();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(question + " cannot be asked.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
