package io.snowwatch.serverless;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.MethodRemapper;
import org.objectweb.asm.commons.Remapper;
import org.objectweb.asm.tree.MethodNode;

/**
 * The functions' jar without the parts of the AWS SDK's services that no call reaches; the model of
 * EC2's API alone is half of what an SDK brings.
 *
 * <p>Everything outside of the services' packages stays as it is. A service's class is kept if
 * something that is kept names it: in its code, its members' types, a text, or a file that lists
 * classes. The one thing that would name all of them are the services' clients, which have methods
 * for every operation; of these a method is kept if something that is kept calls a method of its
 * name. So what is left out is what nothing in the jar can name; the errors and enumerations of the
 * operations that are called are named by their methods and stay.
 */
final class LeanJar {

  private static final String SERVICES = "software/amazon/awssdk/services/";
  private static final String CLASS = ".class";

  /** What is called through the interfaces that the clients of all services share. */
  private static final Set<String> OF_EVERY_CLIENT =
      Set.of("close", "serviceName", "serviceClientConfiguration");

  /**
   * The tag of a class in a class file's table of constants.
   *
   * @see <a href="https://docs.oracle.com/javase/specs/jvms/se17/html/jvms-4.html#jvms-4.4">JVM
   *     specification, the constant pool</a>
   */
  private static final int CONSTANT_CLASS = 7;

  private final Map<String, byte[]> services = new HashMap<>();
  private final Map<String, byte[]> everythingElse = new LinkedHashMap<>();
  private final Set<String> kept = new TreeSet<>();
  private final Deque<String> unread = new ArrayDeque<>();

  /** The names of the clients' methods that something kept calls. */
  private final Set<String> called = new HashSet<>();

  /** The bodies of the clients' methods, by the names that nothing kept has called yet. */
  private final Map<String, List<MethodNode>> uncalled = new HashMap<>();

  private LeanJar(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      for (JarEntry entry : Collections.list(file.entries())) {
        byte[] bytes = file.getInputStream(entry).readAllBytes();
        String name = entry.getName();
        if (!name.startsWith(SERVICES) || !name.endsWith(CLASS)) {
          everythingElse.put(name, bytes);
        } else {
          services.put(name.substring(0, name.length() - CLASS.length()), bytes);
        }
      }
    }
  }

  /**
   * Makes a jar lean.
   *
   * @param arguments the jar, which is replaced
   * @throws IOException if it cannot be read or written; it stays as it was then
   */
  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    LeanJar lean = new LeanJar(jar);
    lean.reach();
    Path unfinished = jar.resolveSibling(jar.getFileName() + ".unfinished");
    lean.write(unfinished);
    Files.move(unfinished, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private void reach() {
    everythingElse.forEach(
        (name, bytes) -> {
          if (name.endsWith(CLASS)) {
            keepWhatIsNamedBy(new ClassReader(bytes));
          } else if (name.startsWith("META-INF/services/") || name.endsWith(".interceptors")) {
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(this::keepNamed);
          }
        });
    while (!unread.isEmpty()) {
      String name = unread.pop();
      ClassReader reader = new ClassReader(Objects.requireNonNull(services.get(name)));
      if (isClient(name)) {
        reader.accept(new ClientReferences(), ClassReader.SKIP_DEBUG);
      } else {
        keepWhatIsNamedBy(reader);
      }
    }
  }

  /** A service's client or what implements it, such as {@code Ec2Client, DefaultEc2Client}. */
  private static boolean isClient(String name) {
    return name.startsWith(SERVICES)
        && name.endsWith("Client")
        && name.indexOf('/', SERVICES.length()) == name.lastIndexOf('/');
  }

  private boolean isKept(String methodOfClient) {
    return called.contains(methodOfClient)
        || methodOfClient.startsWith("<")
        || OF_EVERY_CLIENT.contains(methodOfClient);
  }

  private void keep(String internalName) {
    if (services.containsKey(internalName) && kept.add(internalName)) {
      unread.push(internalName);
    }
  }

  private void keepNamed(String name) {
    keep(name.strip().replace('.', '/'));
  }

  private void call(String owner, String method) {
    if (isClient(owner) && called.add(method)) {
      for (MethodNode body : uncalled.getOrDefault(method, List.of())) {
        body.accept(new References());
      }
    }
  }

  private void keepWhatIsNamedBy(ClassReader reader) {
    reader.accept(new References(), ClassReader.SKIP_DEBUG);
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int item = 1; item < reader.getItemCount(); item++) {
      int offset = reader.getItem(item);
      // Long constants take two places, of which the second is empty.
      if (offset > 0 && reader.readByte(offset - 1) == CONSTANT_CLASS) {
        keep(reader.readUTF8(offset, buffer));
      }
    }
  }

  /** Keeps every class that a class, or a method of one, names; reflection's own data aside. */
  private class References extends ClassRemapper {

    References() {
      super(Opcodes.ASM9, new Unwritten(), new Names());
    }

    @Override
    public void visit(
        int version,
        int access,
        String name,
        @Nullable String signature,
        @Nullable String superName,
        String @Nullable [] interfaces) {
      super.visit(version, access, name, null, superName, interfaces);
    }

    @Override
    public void visitInnerClass(
        String name, @Nullable String outer, @Nullable String inner, int access) {}

    @Override
    public void visitNestMember(String member) {}

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      return super.visitField(access, name, descriptor, null, value);
    }

    @Override
    public @Nullable MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return super.visitMethod(access, name, descriptor, null, exceptions);
    }

    @Override
    protected MethodVisitor createMethodRemapper(MethodVisitor body) {
      return new MethodReferences(body);
    }
  }

  private final class Names extends Remapper {

    Names() {
      super(Opcodes.ASM9);
    }

    @Override
    public String map(String internalName) {
      keep(internalName);
      return internalName;
    }
  }

  /** Takes what is read and does nothing with it. */
  private static final class Unwritten extends ClassVisitor {

    Unwritten() {
      super(Opcodes.ASM9);
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {};
    }
  }

  private final class MethodReferences extends MethodRemapper {

    MethodReferences(MethodVisitor body) {
      super(Opcodes.ASM9, body, new Names());
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean ofInterface) {
      call(owner, name);
      super.visitMethodInsn(opcode, owner, name, descriptor, ofInterface);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle lambda) {
          call(lambda.getOwner(), lambda.getName());
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    @Override
    public void visitLdcInsn(Object constant) {
      if (constant instanceof String text) {
        // The SDK loads what may be missing by its name.
        keepNamed(text);
      }
      super.visitLdcInsn(constant);
    }
  }

  /** Keeps what a client's methods name: of those that are called, now or when they are. */
  private final class ClientReferences extends References {

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      MethodNode body =
          new MethodNode(Opcodes.ASM9, access, name, descriptor, null, exceptions) {
            @Override
            public void visitEnd() {
              if (isKept(name)) {
                accept(new References());
              } else {
                uncalled.computeIfAbsent(name, unseen -> new ArrayList<>()).add(this);
              }
            }
          };
      return body;
    }
  }

  private void write(Path target) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
      out.setLevel(9);
      for (Map.Entry<String, byte[]> entry : everythingElse.entrySet()) {
        write(out, entry.getKey(), entry.getValue());
      }
      for (String name : kept) {
        byte[] bytes = Objects.requireNonNull(services.get(name));
        write(out, name + CLASS, isClient(name) ? withoutUncalled(bytes) : bytes);
      }
    }
  }

  private static void write(JarOutputStream out, String name, byte[] bytes) throws IOException {
    JarEntry entry = new JarEntry(name);
    // The same bytes at whatever time it is built: the first that a jar can hold.
    entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
    out.putNextEntry(entry);
    out.write(bytes);
    out.closeEntry();
  }

  private byte[] withoutUncalled(byte[] client) {
    ClassWriter lean = new ClassWriter(0);
    new ClassReader(client)
        .accept(
            new ClassVisitor(Opcodes.ASM9, lean) {
              @Override
              public void visitInnerClass(
                  String name, @Nullable String outer, @Nullable String inner, int access) {
                if (!services.containsKey(name) || kept.contains(name)) {
                  super.visitInnerClass(name, outer, inner, access);
                }
              }

              @Override
              public @Nullable MethodVisitor visitMethod(
                  int access,
                  String name,
                  String descriptor,
                  @Nullable String signature,
                  String @Nullable [] exceptions) {
                return isKept(name)
                    ? super.visitMethod(access, name, descriptor, signature, exceptions)
                    : null;
              }
            },
            0);
    return lean.toByteArray();
  }
}
