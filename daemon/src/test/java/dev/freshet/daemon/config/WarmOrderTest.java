package dev.freshet.daemon.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.freshet.daemon.scan.ReadOrder.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmOrderTest {

  private static final String CONFIGURATION =
      """
      name=shop
      database.hostname=127.0.0.1
      database.user=freshet
      database.password=secret
      transformers=user,list
      transformers.user.type=row
      transformers.user.table=shop.users
      transformers.user.key=user:${id}
      transformers.list.type=query
      transformers.list.table=shop.items
      transformers.list.key=list:${parent}
      transformers.list.query=SELECT id FROM shop.items WHERE parent = :parent
      transformers.list.warm.query=SELECT id AS parent FROM shop.parents ORDER BY id DESC
      pools=east
      pools.east.servers=10.0.0.1:11211
      """;

  @TempDir Path folder;

  private Configuration load(String order) throws Exception {
    Path file = Files.writeString(folder.resolve("shop.properties"), CONFIGURATION + order);
    return new ConfigurationLoader(ComponentFactories.load(), Map.of()).load(file);
  }

  private List<String> problems(String order) {
    return catchThrowableOfType(ConfigurationException.class, () -> load(order)).problems().stream()
        .map(ConfigProblem::message)
        .toList();
  }

  @Test
  void itNamesTransformers() throws Exception {
    assertThat(load("warm.order=list, user desc").daemon().warmOrder().entries())
        .containsExactly(new Entry("list", false), new Entry("user", true));
    assertThat(load("").daemon().warmOrder().entries()).isEmpty();
  }

  @Test
  void aTransformerThatThereIsNotIsAnError() {
    assertThat(problems("warm.order=list,users desc"))
        .containsExactly(
            "warm.order=list,users desc: names the transformer users, which transformers does not"
                + " list; did you mean user?");
    assertThat(problems("warm.order=photo"))
        .containsExactly(
            "warm.order=photo: names the transformer photo, which transformers does not list;"
                + " transformers lists user, list");
  }

  @Test
  void aQueryForKeysHasAnOrderOfItsOwn() {
    assertThat(problems("warm.order=list desc"))
        .containsExactly(
            "warm.order=list desc: has desc behind list, which is filled in the order of its"
                + " warm.query; take desc away, and order the query");
  }
}
