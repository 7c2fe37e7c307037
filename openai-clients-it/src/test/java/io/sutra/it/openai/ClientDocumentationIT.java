package io.sutra.it.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sutra.it.openai.ClientPage.Sample;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every sample of {@code docs/clients.md}, and the README's, taken from the page and run as printed
 * but for port and key, with the real libraries: each must get the vector that {@code /embed}
 * answers.
 */
@ExtendWith(GuardedProduct.Provider.class)
class ClientDocumentationIT {

  private static final String TEXT = "Hello, world";
  private static final int DIMENSION = 256;

  /** Sections for which an application on Open Liberty is built. */
  private static final List<String> LIBERTY =
      List.of("MicroProfile Rest Client", "Jakarta REST client");

  /** Python clients whose libraries are half a gigabyte: run by the long form of the tests. */
  private static final List<String> LARGE = List.of("LlamaIndex", "Haystack", "LiteLLM");

  /** Python clients whose libraries are apart from those of OpenAI's. */
  private static final Map<String, PrintedScript> APART =
      Map.of(
          "Ollama for Python", PrintedScript.PYTHON_CONTRACTS,
          "Cohere for Python", PrintedScript.PYTHON_CONTRACTS,
          "Hugging Face for Python", PrintedScript.PYTHON_CONTRACTS,
          "LangChain for Hugging Face", PrintedScript.PYTHON_LANGCHAIN_HUGGINGFACE);

  private static final boolean FULL = Boolean.getBoolean("sutra.full");

  private final GuardedProduct product;
  private final ClientPage page;

  ClientDocumentationIT(GuardedProduct product) throws IOException {
    this.product = product;
    page = ClientPage.read("docs/clients.md");
  }

  @Test
  void everySample_isRunByATestOfThisClass() {
    assertThat(page.samples())
        .isNotEmpty()
        .allSatisfy(
            sample ->
                assertThat(
                        LIBERTY.contains(sample.section())
                            || List.of("java", "python", "javascript", "go")
                                .contains(sample.language()))
                    .as(sample.section())
                    .isTrue());
  }

  @Test
  void openLiberty_bothClients_getTheVectorOfEmbed(@TempDir Path folder) throws Exception {
    List<Sample> samples = LIBERTY.stream().flatMap(title -> page.section(title).stream()).toList();
    float[] expected = product.embedQuery(TEXT, DIMENSION);

    try (var application =
        LibertyApplication.start(samples, product.port(), GuardedProduct.KEY, folder)) {
      String query = "?text=Hello,%20world";

      assertThat(numbers(application.get("/vector" + query))).containsExactly(expected);
      assertThat(numbers(application.get("/plain/vector" + query))).containsExactly(expected);
    }
  }

  @TestFactory
  Stream<DynamicTest> java_everyClient_getsTheVectorOfEmbed(@TempDir Path folder) {
    return sections("java").stream()
        .filter(section -> !LIBERTY.contains(section))
        .map(
            section ->
                DynamicTest.dynamicTest(
                    section,
                    () -> {
                      Object vector =
                          PrintedJava.run(code(section), folder.resolve(section.replace(' ', '-')));
                      assertThat(floats(vector)).containsExactly(expected(code(section)));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> python_everyClient_getsTheVectorOfEmbed() throws Exception {
    return scripts(PrintedScript.PYTHON, "python", options())
        .filter(test -> !APART.containsKey(test.getDisplayName()));
  }

  @TestFactory
  Stream<DynamicTest> python_clientsOfOtherContracts_getTheVectorOfEmbed() throws Exception {
    return Stream.concat(
        apart(PrintedScript.PYTHON_CONTRACTS, "contracts"),
        apart(PrintedScript.PYTHON_LANGCHAIN_HUGGINGFACE, "langchain-huggingface"));
  }

  private Stream<DynamicTest> apart(PrintedScript script, String set) throws Exception {
    return scripts(script, "python", set)
        .filter(test -> APART.get(test.getDisplayName()) == script);
  }

  @Test
  void python_ofTheReadme_getsTheVectorOfEmbed() throws Exception {
    List<Sample> samples =
        ClientPage.read("README.md").samples().stream()
            .filter(sample -> sample.language().equals("python"))
            .toList();
    assertThat(samples).hasSize(1);
    String code = samples.getFirst().at(product.port(), GuardedProduct.KEY);

    String printed = PrintedScript.PYTHON.run(PrintedScript.PYTHON.install(options()), code);

    assertThat(numbers(printed)).containsExactly(product.embed(TEXT));
  }

  @TestFactory
  Stream<DynamicTest> javascript_everyClient_getsTheVectorOfEmbed() throws Exception {
    return scripts(PrintedScript.JAVASCRIPT, "javascript");
  }

  /** The one language whose tools no package of the system brings in a recent enough version. */
  @TestFactory
  Stream<DynamicTest> go_everyClient_getsTheVectorOfEmbed() throws Exception {
    assumeTrue(goIsInstalled(), "no go command of version 1.21 or newer: Go's sample is not run");
    return scripts(PrintedScript.GO, "go");
  }

  /** For the script that installs Python's clients. */
  private static String[] options() {
    return FULL ? new String[] {"all"} : new String[0];
  }

  private static boolean goIsInstalled() throws Exception {
    try {
      Process version = new ProcessBuilder("go", "version").start();
      String printed = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return version.waitFor() == 0 && printed.matches("(?s).* go1\\.(2[1-9]|[3-9]\\d)\\b.*");
    } catch (IOException e) {
      return false;
    }
  }

  private Stream<DynamicTest> scripts(PrintedScript script, String language, String... options)
      throws Exception {
    List<String> command = script.install(options);
    return sections(language).stream()
        .filter(section -> FULL || !LARGE.contains(section))
        .map(
            section ->
                DynamicTest.dynamicTest(
                    section,
                    () -> {
                      String code = code(section);
                      assertThat(numbers(script.run(command, code)))
                          .containsExactly(expected(code));
                    }));
  }

  /** At least one, so that a page that is read wrongly is not taken for one without samples. */
  private List<String> sections(String language) {
    List<String> sections = page.sectionsIn(language);
    assertThat(sections).as(language).isNotEmpty();
    return sections;
  }

  private String code(String section) {
    List<Sample> samples = page.section(section);
    assertThat(samples).as(section).hasSize(1);
    return samples.getFirst().at(product.port(), GuardedProduct.KEY);
  }

  /** A sample that says so asks for a query's vector. */
  private float[] expected(String code) {
    return code.contains("input_type") || code.contains("SEARCH_QUERY")
        ? product.embedQuery(TEXT, DIMENSION)
        : product.embed(TEXT, DIMENSION);
  }

  private static float[] floats(Object vector) {
    return switch (vector) {
      case float[] numbers -> numbers;
      case List<?> numbers ->
          Vectors.of(numbers.stream().map(Number.class::cast).map(Number::floatValue).toList());
      default -> throw new AssertionError("not a vector: " + vector.getClass());
    };
  }

  /** A JSON array, each number rounded once, from its digits. */
  private static float[] numbers(String json) {
    try (var reader = Json.createReader(new StringReader(json))) {
      JsonArray array = reader.readArray();
      float[] vector = new float[array.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = Float.parseFloat(((JsonNumber) array.get(i)).toString());
      }
      return vector;
    }
  }
}
