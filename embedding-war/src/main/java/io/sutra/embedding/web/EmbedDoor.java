package io.sutra.embedding.web;

import io.sutra.embedding.contract.Answers;
import io.sutra.embedding.contract.Backend;
import io.sutra.embedding.contract.Contract;
import io.sutra.embedding.contract.Contracts;
import io.sutra.embedding.contract.Embeds;
import io.sutra.embedding.contract.Parsed;
import io.sutra.embedding.contract.Route;
import io.sutra.embedding.service.EmbedAnswer;
import io.sutra.web.BodyBudget;
import io.sutra.web.BoundedBody;
import io.sutra.web.StrictJson;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Takes every request of the service, whatever its method, its path and its contract. */
@WebServlet(urlPatterns = "/*", asyncSupported = true)
public final class EmbedDoor extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private static final String ALL_OR_NONE = "routes of one address either all embed or none does";

  private final transient DoorParts parts;
  private final transient Router router;
  private final transient Contract fallback;
  private final transient BodyBudget bodies;
  private final transient Embedder embedder;
  private final transient Backend backend;
  private final transient AnswerWriter answers;

  /**
   * Whoever waits, waits here; what was begun goes on when its caller has gone, since others may
   * wait for the same text.
   */
  private final transient Executor waiting = Executors.newVirtualThreadPerTaskExecutor();

  /** Puts the door together. */
  @Inject
  public EmbedDoor(DoorParts parts) {
    this.parts = parts;
    List<Contract> open = Contracts.open(parts.settings().contracts().open());
    fallback = open.getFirst();
    router = new Router(open);
    bodies = new BodyBudget(parts.settings().limits().maximumBodyBytes());
    var names = new ModelNames(parts.profiles(), parts.settings().contracts().aliases());
    var specials = new SpecialTokens(parts.tokenizer());
    embedder =
        new Embedder(
            parts.service(),
            names,
            new TokenIdGuard(parts.settings().contracts().tokenIds(), names, specials));
    backend = new ServiceBackend(parts, names, embedder);
    answers = new AnswerWriter(parts.digits());
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response) {
    var exchange = new Exchange(request, response, fallback, waiting, parts.observer());
    if (request.getDispatcherType() == DispatcherType.ERROR) {
      exchange.run(() -> exchange.refuse(ServerRefusal.of(request)));
    } else {
      exchange.run(() -> admit(exchange));
    }
  }

  private void admit(Exchange exchange) throws IOException {
    HttpServletRequest request = exchange.request();
    String path = request.getRequestURI().substring(request.getContextPath().length());
    Router.Match match = router.find(request.getMethod(), path);
    exchange.speak(match.contract(), match.contract().names());
    if (!isOpen(match)) {
      parts.guard().check(request.getHeader("Authorization"));
    }
    switch (match) {
      case Router.Nothing nothing -> refuse(exchange, nothing);
      case Router.Found found -> serve(exchange, found);
    }
  }

  private static boolean isOpen(Router.Match match) {
    return match instanceof Router.Found found
        && found.targets().getFirst().route().access() == Route.Access.OPEN;
  }

  private static void refuse(Exchange exchange, Router.Nothing nothing) {
    if (!nothing.allowed().isEmpty()) {
      exchange.response().setHeader("Allow", String.join(", ", nothing.allowed()));
      if (exchange.request().getMethod().equals("OPTIONS")) {
        exchange.response().setStatus(HttpServletResponse.SC_NO_CONTENT);
        return;
      }
    }
    throw nothing.error();
  }

  private void serve(Exchange exchange, Router.Found found) throws IOException {
    Router.Target target = found.targets().getFirst();
    exchange.name(target.route());
    var body = new RequestBody(exchange.request(), parts.settings().limits().maximumBodyBytes());
    switch (target.route().handler()) {
      case Answers ignored -> {
        String rest = RequestPath.decode(found.rest());
        exchange.detach(() -> answer(exchange, found.targets(), rest, body));
      }
      case Embeds ignored -> {
        if (body.isHere()) {
          embed(exchange, found.targets(), body);
        } else {
          exchange.detach(() -> embed(exchange, found.targets(), body));
        }
      }
    }
  }

  private void answer(Exchange exchange, List<Router.Target> targets, String rest, RequestBody body)
      throws IOException {
    boolean holdsBody = targets.getFirst().route().holdsBody();
    int room = holdsBody ? bodies.reserve(body.length()) : 0;
    try {
      Router.Target target =
          targets.size() == 1 ? targets.getFirst() : chosen(targets, body.readJson());
      exchange.speak(target.contract(), target.contract().names());
      if (!(target.route().handler() instanceof Answers handler)) {
        throw new IllegalStateException(ALL_OR_NONE);
      }
      exchange.send(handler.answer(new ServletCall(exchange.request(), rest, body, backend)));
    } finally {
      bodies.release(room);
    }
  }

  private void embed(Exchange exchange, List<Router.Target> targets, RequestBody body)
      throws IOException {
    int room = bodies.reserve(body.length());
    Parsed parsed;
    try {
      parsed = parse(exchange, targets, body.readJson());
    } finally {
      bodies.release(room);
    }
    if (embedder.waits(parsed)) {
      exchange.detach(() -> lookUp(exchange, parsed));
    } else {
      lookUp(exchange, parsed);
    }
  }

  private Parsed parse(Exchange exchange, List<Router.Target> targets, BoundedBody body)
      throws IOException {
    Router.Target target = chosen(targets, body);
    exchange.speak(target.contract(), target.contract().names());
    if (!(target.route().handler() instanceof Embeds handler)) {
      throw new IllegalStateException(ALL_OR_NONE);
    }
    Parsed parsed =
        StrictJson.read(body, parser -> handler.parse(parser, parts.settings().limits()));
    exchange.speak(target.contract(), parsed.names());
    return parsed;
  }

  /** That whose marker the body has first; else that which has none, or the first. */
  private static Router.Target chosen(List<Router.Target> targets, BoundedBody body) {
    if (targets.size() == 1) {
      return targets.getFirst();
    }
    Set<String> markers =
        targets.stream()
            .flatMap(target -> target.route().markers().stream())
            .collect(Collectors.toSet());
    Optional<String> marker = StrictJson.firstField(body, markers);
    return targets.stream()
        .filter(target -> marker.filter(target.route().markers()::contains).isPresent())
        .findFirst()
        .or(() -> targets.stream().filter(t -> t.route().markers().isEmpty()).findFirst())
        .orElseGet(targets::getFirst);
  }

  private void lookUp(Exchange exchange, Parsed parsed) throws IOException {
    var policy =
        CacheControl.parse(
            String.join(",", Collections.list(exchange.request().getHeaders("Cache-Control"))));
    Embedder.Pending pending = embedder.lookUp(parsed, policy);
    Optional<EmbedAnswer> whole = embedder.answerIfComplete(pending);
    if (whole.isPresent() && AnswerWriter.isShort(whole.get())) {
      answers.write(whole.get(), parsed.answer(), exchange.response());
    } else {
      exchange.detach(
          () ->
              answers.write(
                  whole.orElseGet(() -> embedder.complete(pending)),
                  parsed.answer(),
                  exchange.response()));
    }
  }
}
