package io.sutra.it;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a command and all its descendants asked of the network and of the file system, as strace saw
 * it: one file per process or thread, so that no call is cut in two.
 */
final class SystemCalls {

  private static final String TRACED =
      "trace=%network,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,"
          + "symlink,symlinkat,unlink,unlinkat,rmdir,truncate,mknod,mknodat";

  private static final Pattern TO_AN_ADDRESS =
      Pattern.compile("^(connect|sendto|sendmsg|sendmmsg)\\(.*sa_family=AF_INET.*");
  private static final Pattern LOOPBACK =
      Pattern.compile("inet_addr\\(\"127\\.|inet_pton\\(AF_INET6, \"(::1|::ffff:127\\.[0-9.]+)\"");
  // nscd is left out: it is asked for users too, and mostly is not there.
  private static final Pattern NAME_SERVICE =
      Pattern.compile(
          "^(connect|sendto|sendmsg|sendmmsg)\\(.*(htons\\(53\\)|io\\.systemd\\.Resolve\".*\\) = 0).*");
  private static final Pattern OPENED_TO_WRITE =
      Pattern.compile(
          "^(?:open|openat|openat2|creat)\\(.*(?:O_WRONLY|O_RDWR|O_CREAT).* = \\d+<(.*)>$");
  private static final Pattern CHANGED =
      Pattern.compile(
          "^(?:mkdir|rename|link|symlink|unlink|rmdir|truncate|mknod)[a-z0-9]*\\(.* = 0$");
  private static final Pattern ABSOLUTE_PATH = Pattern.compile("\"(/[^\"]*)\"");

  private final List<String> lines = new ArrayList<>();

  private SystemCalls() {}

  /**
   * The words to put before a command; {@code folder} takes what strace writes, and nothing else.
   */
  static List<String> strace(Path folder) {
    return List.of(
        "strace",
        "-f",
        "-ff",
        "--seccomp-bpf",
        "-y",
        "-s",
        "300",
        "-o",
        folder.resolve("calls").toString(),
        "-e",
        TRACED);
  }

  /** Reads what strace wrote into {@code folder}. */
  static SystemCalls read(Path folder) throws IOException {
    var calls = new SystemCalls();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        calls.lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      }
    }
    return calls;
  }

  int count() {
    return lines.size();
  }

  /** Calls that ask a name service, over the network or through a socket of the system. */
  List<String> lookUps() {
    return lines.stream().filter(line -> NAME_SERVICE.matcher(line).matches()).toList();
  }

  /** Calls that send to, or connect to, an address that is not this machine's own. */
  List<String> connectionsBeyondLoopback() {
    return lines.stream()
        .filter(line -> TO_AN_ADDRESS.matcher(line).matches())
        .filter(line -> !LOOPBACK.matcher(line).find())
        .toList();
  }

  /** Paths that were written, made, moved or deleted and do not lie in one of {@code folders}. */
  SortedSet<String> changedOutside(List<Path> folders) {
    var outside = new TreeSet<String>();
    for (String line : lines) {
      Stream<String> paths = Stream.empty();
      var opened = OPENED_TO_WRITE.matcher(line);
      if (opened.matches()) {
        paths = Stream.of(opened.group(1));
      } else if (CHANGED.matcher(line).matches()) {
        paths = ABSOLUTE_PATH.matcher(line).results().map((MatchResult path) -> path.group(1));
      }
      paths
          .map(path -> path.replaceFirst("<char [0-9:]+>?$", ""))
          .filter(path -> path.startsWith("/"))
          .filter(path -> !isDevice(path) && folders.stream().noneMatch(Path.of(path)::startsWith))
          .forEach(outside::add);
    }
    return outside;
  }

  private static boolean isDevice(String path) {
    return path.startsWith("/proc/") || (path.startsWith("/dev/") && !path.startsWith("/dev/shm/"));
  }
}
