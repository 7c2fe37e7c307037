package io.sutra.embedding.web;

import io.sutra.domain.EmbeddingException;
import io.sutra.embedding.contract.Contract;
import io.sutra.embedding.contract.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the routes for an address, or says what is near it. Immutable. */
final class Router {

  private static final String ANY = "/*";

  private static final Comparator<Target> BY_LENGTH =
      Comparator.<Target>comparingInt(target -> target.route().path().length())
          .thenComparing(target -> target.route().path());

  private final Contract first;
  private final List<Target> all = new ArrayList<>();
  private final Map<String, List<Target>> exact = new HashMap<>();
  private final List<Target> prefixes = new ArrayList<>();

  /** A route and whose it is. */
  record Target(Contract contract, Route route) {}

  /**
   * What is at an address.
   *
   * @param targets of which the body's fields choose one, 1 or more
   * @param rest of the path, for the asterisk; not decoded
   */
  record Found(List<Target> targets, String rest) implements Match {

    @Override
    public Contract contract() {
      return targets.getFirst().contract();
    }
  }

  /**
   * Nothing is there for that method.
   *
   * @param contract that words the error
   * @param error that is answered
   * @param allowed methods; none where there is nothing at all
   */
  record Nothing(Contract contract, EmbeddingException error, List<String> allowed)
      implements Match {}

  /** What was found. */
  sealed interface Match {

    /** Whose words are used for errors, before the body says more. */
    Contract contract();
  }

  /** Routes of {@code contracts}, of which there is at least one. */
  Router(List<Contract> contracts) {
    first = contracts.getFirst();
    for (Contract contract : contracts) {
      for (Route route : contract.routes()) {
        var target = new Target(contract, route);
        all.add(target);
        if (route.path().endsWith(ANY)) {
          prefixes.add(target);
        } else {
          exact.computeIfAbsent(route.path(), path -> new ArrayList<>()).add(target);
        }
      }
    }
  }

  /** What is at {@code path}, as it was sent, for {@code method}. */
  Match find(String method, String path) {
    String sought = path.length() > 1 && path.endsWith("/") ? chop(path) : path;
    List<Target> here = exact.getOrDefault(sought, List.of());
    String rest = "";
    if (here.isEmpty()) {
      here = prefixes.stream().filter(target -> path.startsWith(prefix(target))).toList();
      rest = here.isEmpty() ? "" : path.substring(prefix(here.getFirst()).length());
    }
    if (here.isEmpty()) {
      return unknown(path);
    }
    String wanted = method.equals("HEAD") ? "GET" : method;
    List<Target> fitting =
        here.stream().filter(target -> target.route().method().equals(wanted)).toList();
    return fitting.isEmpty() ? wrongMethod(here) : new Found(fitting, rest);
  }

  private static String chop(String path) {
    return path.substring(0, path.length() - 1);
  }

  private static String prefix(Target target) {
    String path = target.route().path();
    return path.substring(0, path.length() - 1);
  }

  private static Nothing wrongMethod(List<Target> here) {
    var allowed = new TreeSet<String>();
    here.forEach(target -> allowed.add(target.route().method()));
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    allowed.add("OPTIONS");
    return new Nothing(
        here.getFirst().contract(),
        EmbeddingException.wrongMethod(
            "This path does not take this method. /openapi lists what it takes."),
        List.copyOf(allowed));
  }

  private Nothing unknown(String path) {
    Optional<Target> meant = meant(RequestPath.tidy(path));
    String message =
        meant
            .map(
                target ->
                    "There is nothing at this path; what was meant is at "
                        + target.route().path()
                        + ".")
            .orElse("There is nothing at this path. /openapi lists what there is.");
    Contract words = meant.or(() -> nearest(path)).map(Target::contract).orElse(first);
    return new Nothing(words, EmbeddingException.unknownAddress(message), List.of());
  }

  /**
   * The route that somebody meant who left out its beginning, or wrote slashes twice: of several,
   * the one of which least is left out.
   */
  private Optional<Target> meant(String path) {
    return path.length() < 2
        ? Optional.empty()
        : exact.values().stream()
            .map(List::getFirst)
            .filter(target -> target.route().path().endsWith(path))
            .min(BY_LENGTH);
  }

  /** The first route with the same beginning, in the order of the contracts. */
  private Optional<Target> nearest(String path) {
    int end = path.indexOf('/', 1);
    String beginning = end < 0 ? path + "/" : path.substring(0, end + 1);
    return all.stream().filter(target -> target.route().path().startsWith(beginning)).findFirst();
  }
}
