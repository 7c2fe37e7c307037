package io.sutra.cache.connector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sutra.settings.Component;
import io.sutra.settings.SettingsTable;
import java.beans.BeanInfo;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NamedNodeMap;

/** The server's fragment names properties that exist, and its defaults are the adapter's own. */
class ServerConfigurationTest {

  private static final Path FRAGMENTS =
      Path.of("../liberty-config/src/main/usr/shared/config/sutra");

  private static Document parse(String name) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(FRAGMENTS.resolve(name).toFile());
  }

  @Test
  void fragment_withItsDefaults_isTheFactoryThatNobodyConfigured() throws Exception {
    Document fragment = parse("cache-connector.xml");
    NamedNodeMap properties =
        fragment.getElementsByTagName("properties.sutraCache").item(0).getAttributes();
    CacheManagedConnectionFactory factory = new CacheManagedConnectionFactory();
    BeanInfo bean = Introspector.getBeanInfo(CacheManagedConnectionFactory.class);
    Set<String> unknown = new HashSet<>();
    for (int i = 0; i < properties.getLength(); i++) {
      unknown.add(properties.item(i).getNodeName());
    }

    for (PropertyDescriptor property : bean.getPropertyDescriptors()) {
      if (unknown.remove(property.getName())) {
        String reference = properties.getNamedItem(property.getName()).getNodeValue();
        String value =
            SettingsTable.find(reference.substring(2, reference.length() - 1))
                .orElseThrow()
                .defaultText(Component.EMBEDDING)
                .orElse("");
        property.getWriteMethod().invoke(factory, converted(property.getPropertyType(), value));
      }
    }

    assertThat(unknown).as("properties that the adapter does not have").isEmpty();
    assertThat(factory).isEqualTo(new CacheManagedConnectionFactory());
  }

  private static Object converted(Class<?> type, String value) {
    if (type == Integer.class) {
      return Integer.valueOf(value);
    }
    return type == Boolean.class ? Boolean.valueOf(value) : value;
  }
}
