package io.sutra.cli.container;

import io.sutra.cli.build.SourceFingerprint;
import io.sutra.cli.instance.Workspace;
import io.sutra.cli.terminal.CommandFailure;
import io.sutra.cli.terminal.Progress;
import io.sutra.settings.Component;
import io.sutra.settings.FailureReason;
import io.sutra.settings.InstanceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds the images. */
public final class ImageBuild {

  /** What an image was built from, so that another build of the same is not needed. */
  private static final String LABEL = "io.sutra.sources";

  private final Workspace workspace;
  private final Progress progress;

  public ImageBuild(Workspace workspace, Progress progress) {
    this.workspace = workspace;
    this.progress = progress;
  }

  /** Builds unless the images that are there were built from the same. */
  public void buildIfChanged() {
    String sources = sources();
    if (!Arrays.stream(Image.values()).allMatch(image -> sources.equals(builtFrom(image)))) {
      build(sources);
    }
  }

  /** Builds, whatever there is. */
  public void build() {
    Docker.check();
    build(sources());
  }

  private void build(String sources) {
    progress.begin("Building the images");
    var contexts = new ImageContexts(workspace, progress);
    contexts.prepare();
    for (Image image : Image.values()) {
      build(image, contexts.folder(image), sources);
    }
    progress.end(
        "Built "
            + Arrays.stream(Image.values())
                .map(image -> image.repository() + " (" + megabytes(image) + " MB)")
                .collect(Collectors.joining(", ")));
  }

  private void build(Image image, Path context, String sources) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "docker",
                "build",
                "--tag",
                name(image),
                "--label",
                LABEL + "=" + sources,
                "--file",
                dockerfile(image).toString()));
    base(image).ifPresent(base -> command.addAll(List.of("--build-arg", "BASE_IMAGE=" + base)));
    command.add(context.toString());
    progress.step(image.repository());
    try {
      Docker.watch(
          command,
          // The engine's own builder is everywhere, and finds base images that are only here.
          Map.of("DOCKER_BUILDKIT", "0"),
          line -> progress.step(image.repository()));
    } catch (CommandFailure failure) {
      throw new CommandFailure(
          failure.getMessage()
              + "\nIf its base image cannot be fetched: "
              + image.base().key()
              + " names another, and docker/base-image.sh makes one without a registry.",
          failure);
    }
  }

  /** Its name, with the tag that Compose asks for. */
  private String name(Image image) {
    return image.repository()
        + ":"
        + workspace.settings().reader(Component.CONTAINERS).get(InstanceSettings.IMAGE_TAG);
  }

  private Optional<String> base(Image image) {
    // The build of images alone, without a deployment, may be told in the shell.
    return Optional.ofNullable(workspace.settings().values().get(image.base().key()))
        .or(() -> Optional.ofNullable(workspace.shell().get(image.base().key())))
        .filter(name -> !name.isBlank());
  }

  private Path dockerfile(Image image) {
    return workspace.root().resolve("docker").resolve(image.folder()).resolve("Dockerfile");
  }

  private String builtFrom(Image image) {
    Docker.Output label =
        Docker.ask(
            "image",
            "inspect",
            "--format",
            "{{index .Config.Labels \"" + LABEL + "\"}}",
            name(image));
    return label.succeeded() ? label.text().strip() : "";
  }

  private long megabytes(Image image) {
    return Long.parseLong(
            Docker.require("image", "inspect", "--format", "{{.Size}}", name(image)).strip())
        / 1_000_000;
  }

  /** Everything that decides what is in the images: sources, recipes, and what they build on. */
  private String sources() {
    List<Path> recipes;
    Path folder = workspace.root().resolve("docker");
    try (Stream<Path> all = Files.walk(folder)) {
      recipes =
          Stream.concat(
                  all.filter(file -> !folder.equals(file.getParent())),
                  Stream.of(
                      folder.resolve("healthcheck.sh"),
                      workspace.root().resolve("haproxy/ml-base-lb.cfg")))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
    } catch (IOException e) {
      throw new CommandFailure("The folder docker cannot be read: " + FailureReason.of(e), e);
    }
    return SourceFingerprint.of(
        workspace.root(),
        recipes,
        Arrays.stream(Image.values()).map(image -> base(image).orElse("")).toList());
  }
}
