package io.sutra.embedding;

import com.github.benmanes.caffeine.cache.Ticker;
import io.sutra.embedding.config.EmbeddingSettings;
import io.sutra.embedding.contract.Backend.CacheReport;
import io.sutra.embedding.health.ServiceState;
import io.sutra.embedding.keys.ApiKeyGuard;
import io.sutra.embedding.keys.ApiKeysFile;
import io.sutra.embedding.l1.CaffeineMemoryCache;
import io.sutra.embedding.l1.RenderedVectors;
import io.sutra.embedding.l2.ShardCache;
import io.sutra.embedding.l2.ShardGateway;
import io.sutra.embedding.metrics.CacheMetrics;
import io.sutra.embedding.metrics.RequestMetrics;
import io.sutra.embedding.mlbase.HttpModel;
import io.sutra.embedding.mlbase.MlBaseClient;
import io.sutra.embedding.mlbase.ModelGateway;
import io.sutra.embedding.mlbase.ModelProfiles;
import io.sutra.embedding.mlbase.TokenizerClient;
import io.sutra.embedding.service.CacheCounters;
import io.sutra.embedding.service.Caches;
import io.sutra.embedding.service.EmbeddingService;
import io.sutra.embedding.service.EmbeddingService.Caching;
import io.sutra.embedding.service.MemoryCache;
import io.sutra.embedding.service.ModelProfile;
import io.sutra.embedding.service.Resolver;
import io.sutra.embedding.service.SharedCache;
import io.sutra.embedding.web.CacheOperations;
import io.sutra.embedding.web.DoorParts;
import io.sutra.web.server.Drain;
import io.sutra.web.server.ServerStart;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Composes the embedding service when the application starts and takes it apart when it stops. Bad
 * settings stop the start; a missing shard or ml-base does not. Thread-safe.
 */
@Singleton
public class EmbeddingServer implements ServiceState.Source {

  private static final Logger LOG = Logger.getLogger(EmbeddingServer.class.getName());

  private final EmbeddingSettings settings;
  private final CacheMetrics metrics;
  private final ApiKeyGuard guard;
  private final CacheCounters counters = new CacheCounters();
  private final MemoryCache memory;
  private final RenderedVectors rendered;
  private final ShardCache shard;
  private final MlBaseClient client;
  private final ModelProfiles profiles;
  private final EmbeddingService service;
  private final TokenizerClient tokenizer;
  private volatile boolean draining;
  private volatile Drain.@Nullable Watch drainWatch;

  /** Reads the settings and puts the parts together; nothing runs yet. */
  @Inject
  public EmbeddingServer(
      Config config, CacheMetrics metrics, ShardGateway shardGateway, ModelGateway modelGateway) {
    this.metrics = metrics;
    Function<String, Optional<String>> source = key -> config.getOptionalValue(key, String.class);
    var start = new ServerStart(source);
    settings =
        start.settings(() -> EmbeddingSettings.read(source), given -> given.access().listener());
    guard = start.orEnd(() -> new ApiKeyGuard(settings.access().keysFile().map(ApiKeysFile::new)));
    EmbeddingSettings.Cache cache = settings.cache();
    Clock clock = Clock.systemUTC();
    memory = new CaffeineMemoryCache(cache.memoryCapacity(), clock, Ticker.systemTicker());
    rendered = new RenderedVectors(cache.renderedBytes());
    shard =
        new ShardCache(
            shardGateway, cache.writeQueue(), memory, metrics, clock, virtualThreads("shard"));
    client = new MlBaseClient(settings.mlBase());
    profiles = new ModelProfiles(client, settings.stateDirectory());
    MemoryCache remembering = cache.enabled() ? memory : MemoryCache.NONE;
    ThreadFactory computations = virtualThreads("computation");
    var resolver =
        new Resolver(
            new Resolver.Settings(settings.defaultDimension(), cache.timeToLive()),
            new Resolver.Ports(
                remembering,
                cache.enabled() ? shard : SharedCache.NONE,
                new HttpModel(client, modelGateway),
                profiles),
            counters,
            clock,
            task -> computations.newThread(task).start());
    service =
        new EmbeddingService(
            new EmbeddingService.Rules(
                settings.defaultDimension(),
                settings.limits(),
                settings.requestTimeout(),
                cache.enabled() ? Caching.ON : Caching.OFF),
            profiles,
            remembering,
            resolver,
            counters);
    tokenizer = new TokenizerClient(client, modelGateway, settings.requestTimeout());
    metrics.watch(counters);
    metrics.watch(memory, shard, resolver);
    shard.failures().forEach(metrics::watch);
    metrics.watch(profiles);
    metrics.watch(profiles.failures());
    guard.file().ifPresent(file -> metrics.watch(file.failures()));
  }

  /** Threads that find the application's classes and names, as the server's own do. */
  private static ThreadFactory virtualThreads(String name) {
    ClassLoader application = Thread.currentThread().getContextClassLoader();
    return task ->
        Thread.ofVirtual()
            .name(name)
            .unstarted(
                () -> {
                  Thread.currentThread().setContextClassLoader(application);
                  task.run();
                });
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    guard.file().ifPresent(ApiKeysFile::start);
    if (guard.file().isEmpty() && !settings.access().loopbackOnly()) {
      LOG.warning(
          "Whoever can reach this machine can use this service and empty its cache: it listens on "
              + settings.access().listener().host()
              + " and asks for no key. Name a file with API keys in "
              + ApiKeysFile.KEY
              + ", or listen on 127.0.0.1 only.");
    }
    profiles.start();
    if (settings.cache().enabled()) {
      shard.start();
    }
    if (settings.drainDelay().isPositive()) {
      drainWatch = Drain.onTermination(settings.drainDelay(), () -> draining = true);
    }
  }

  @PreDestroy
  void stop() {
    draining = true;
    Drain.Watch watch = drainWatch;
    if (watch != null) {
      watch.close();
    }
    guard.file().ifPresent(ApiKeysFile::close);
    shard.close();
    profiles.close();
    client.close();
  }

  @Override
  public ServiceState state() {
    return new ServiceState(
        profiles.all().stream().map(this::problemWith).flatMap(Optional::stream).findFirst(),
        draining,
        profiles.first().map(ModelProfile::name),
        profiles.reachable(),
        shard.isAvailable(),
        settings.cache().enabled());
  }

  private Optional<String> problemWith(ModelProfile profile) {
    if (settings.defaultDimension().isEmpty()
        || profile.dimensions().contains(settings.defaultDimension().getAsInt())) {
      return Optional.empty();
    }
    return Optional.of(
        "MATRYOSHKA_DIM is '"
            + settings.defaultDimension().getAsInt()
            + "'; allowed is one of "
            + profile.dimensions()
            + " for the model "
            + profile.name()
            + ".");
  }

  /** The settings, for whoever needs to show or obey them. */
  @Produces
  @Singleton
  EmbeddingSettings settings() {
    return settings;
  }

  /** What answers callers. */
  @Produces
  @Singleton
  DoorParts door(RequestMetrics requests) {
    return new DoorParts(
        settings,
        guard,
        service,
        profiles,
        (answer, index, encoding) ->
            rendered.json(
                answer.vectors().get(index), answer.dimension(), answer.normalize(), encoding),
        tokenizer::tokenize,
        new CacheControls(),
        answered ->
            requests.answered(
                answered.contract(), answered.route(), answered.status(), answered.took()));
  }

  /** What operators see of the caches, and do with them. */
  private final class CacheControls implements CacheOperations {

    private final Caches caches =
        new Caches(memory, settings.cache().enabled() ? shard : SharedCache.NONE, rendered::clear);

    @Override
    public CacheReport report() {
      return new CacheReport(
          memory.size(),
          counters.snapshot(),
          shard.isAvailable(),
          metrics.writtenVectors(),
          metrics.droppedVectors());
    }

    @Override
    public long forgetAll() {
      return caches.clear();
    }
  }
}
