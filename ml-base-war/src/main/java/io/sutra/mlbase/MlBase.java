package io.sutra.mlbase;

import io.sutra.domain.EmbeddingException;
import io.sutra.mlbase.ModelLoader.LoadedModel;
import io.sutra.mlbase.config.MlBaseSettings;
import io.sutra.mlbase.health.ServiceState;
import io.sutra.mlbase.health.ServiceStateSource;
import io.sutra.mlbase.inference.EmbeddingService;
import io.sutra.mlbase.inference.ServedModels;
import io.sutra.mlbase.metrics.InferenceMetrics;
import io.sutra.mlbase.model.ModelCatalogue;
import io.sutra.mlbase.model.ModelDescription;
import io.sutra.web.server.Drain;
import io.sutra.web.server.ServerStart;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.annotation.RegistryScope;
import org.jspecify.annotations.Nullable;

/**
 * Composes ml-base when the application starts and takes it apart when it stops. Bad settings stop
 * the start; a model that cannot be loaded leaves the server up and not ready, with the reason in
 * the log and in {@code /health}. Thread-safe.
 *
 * <p>Models load one after the other on a thread of their own, beside the rest of the server's
 * start. Each has its own queue, its own threads and its own metrics, so that one that is asked
 * much keeps nobody waiting for another.
 */
@Singleton
public class MlBase implements ServedModels, ServiceStateSource {

  private static final Logger LOG = Logger.getLogger(MlBase.class.getName());

  private final MlBaseSettings settings;
  private final ServiceState loading = new ServiceState.Loading();
  private final AtomicReference<ServiceState> state = new AtomicReference<>(loading);

  /** One for each model, in their order. */
  private final List<InferenceMetrics> metrics;

  /** In the order of the settings; all or none. */
  private volatile List<LoadedModel> loaded = List.of();

  private volatile Drain.@Nullable Watch drainWatch;

  /** Reads the settings. */
  @Inject
  public MlBase(Config config, @RegistryScope(scope = "application") MetricRegistry registry) {
    Function<String, Optional<String>> source = key -> config.getOptionalValue(key, String.class);
    settings =
        new ServerStart(source)
            .settings(
                () ->
                    MlBaseSettings.read(
                        source, new ModelCatalogue(), Runtime.getRuntime().availableProcessors()),
                MlBaseSettings::listener);
    metrics =
        settings.models().stream()
            .map(model -> new InferenceMetrics(registry, model.name()))
            .toList();
  }

  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    Thread.ofPlatform().name("model-loader").daemon().start(this::load);
    if (settings.drainDelay().isPositive()) {
      drainWatch =
          Drain.onTermination(settings.drainDelay(), () -> state.set(new ServiceState.Draining()));
    }
  }

  private void load() {
    List<LoadedModel> models = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      ModelDescription model = settings.models().get(i);
      long start = System.nanoTime();
      try {
        models.add(ModelLoader.load(model, settings, metrics.get(i)));
        LOG.log(
            Level.INFO,
            "Model {0} is ready after {1} ms",
            new Object[] {model.name(), Duration.ofNanos(System.nanoTime() - start).toMillis()});
      } catch (IOException | RuntimeException | Error e) {
        // Whatever it is: otherwise the service would seem to be loading for ever.
        state.set(new ServiceState.Failed(String.valueOf(e.getMessage())));
        LOG.log(Level.SEVERE, "The model " + model.name() + " cannot be served", e);
        models.forEach(LoadedModel::close);
        return;
      }
    }
    loaded = List.copyOf(models);
    // What the start left behind goes now, while nobody waits, and not in the middle of the
    // requests.
    System.gc();
    state.compareAndSet(loading, new ServiceState.Ready());
  }

  @PreDestroy
  void stop() {
    state.set(new ServiceState.Draining());
    Drain.Watch watch = drainWatch;
    if (watch != null) {
      watch.close();
    }
    loaded.forEach(LoadedModel::close);
  }

  /** The settings, for whoever needs to show or obey them. */
  @Produces
  @Singleton
  MlBaseSettings settings() {
    return settings;
  }

  @Override
  public ServiceState state() {
    return state.get();
  }

  @Override
  public List<EmbeddingService> services() {
    List<LoadedModel> models = loaded;
    ServiceState now = state.get();
    // While it drains, the service still answers whoever has not noticed.
    boolean serves = now instanceof ServiceState.Ready || now instanceof ServiceState.Draining;
    if (serves && !models.isEmpty()) {
      return models.stream().map(LoadedModel::service).toList();
    }
    throw EmbeddingException.notReady(
        "The model is not ready; /health/ready says why.", Duration.ofSeconds(1));
  }
}
