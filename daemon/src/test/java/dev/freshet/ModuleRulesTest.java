package dev.freshet;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which module may use what. The daemon sees all modules, so that the rules stand here. */
class ModuleRulesTest {

  private static final String API = "dev.freshet.api..";
  private static final String CONNECTOR = "dev.freshet.connector..";
  private static final String DEBEZIUM = "dev.freshet.connector.debezium..";
  private static final String TRANSFORMS = "dev.freshet.daemon.transforms..";
  private static final String BINLOG = "dev.freshet.connector.binlog..";
  private static final String TRANSFORMERS = "dev.freshet.transformers..";
  private static final String SINK = "dev.freshet.sink.memcached..";
  private static final String SINK_CLIENT = "dev.freshet.sink.memcached.client..";
  private static final String DAEMON = "dev.freshet.daemon..";
  private static final List<String> PARTS = List.of(CONNECTOR, TRANSFORMERS, SINK);

  private static JavaClasses product = new ClassFileImporter().importClasses();

  @BeforeAll
  static void importTheProduct() {
    product =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.freshet")
            .that(resideOutsideOfPackage("dev.freshet.testkit.."));
  }

  @ParameterizedTest
  @ValueSource(strings = {API, CONNECTOR, TRANSFORMERS, SINK, DAEMON})
  void everyModuleIsSeen(String module) {
    assertThat(product.that(resideInAPackage(module))).as(module).isNotEmpty();
  }

  @Test
  void everyClassBelongsToAModule() {
    classes()
        .should()
        .resideInAnyPackage(API, CONNECTOR, TRANSFORMERS, SINK, DAEMON)
        .check(product);
  }

  @Test
  void theApiNeedsNothingButJavaAndLogging() {
    classes()
        .that()
        .resideInAPackage(API)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(API, "java..", "org.jspecify..", "org.slf4j..")
        .check(product);
  }

  @Test
  void thePartsKnowTheApiAloneAndNotEachOther() {
    for (String part : PARTS) {
      noClasses()
          .that()
          .resideInAPackage(part)
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.freshet..").and(resideOutsideOfPackages(API, part)))
          .check(product);
    }
  }

  @Test
  void theBinlogLibraryStaysBehindItsPackage() {
    assertOnlyIn(BINLOG, "com.github.shyiko..");
  }

  @Test
  void nettyStaysBehindTheClient() {
    assertOnlyIn(SINK_CLIENT, "io.netty..");
  }

  @Test
  void xmemcachedStaysBehindItsPackage() {
    assertOnlyIn(
        "dev.freshet.sink.memcached.classic..", "net.rubyeye..", "com.google.code.yanf4j..");
  }

  @Test
  void librariesOfTransformersStayBehindTheirPackages() {
    assertOnlyIn("dev.freshet.transformers.expression..", "org.apache.commons.jexl3..");
    assertOnlyIn("dev.freshet.transformers.template..", "com.samskivert..");
    assertOnlyIn("dev.freshet.transformers.value..", "org.msgpack..");
  }

  @Test
  void kafkaConnectStaysBehindItsPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(TRANSFORMS, DEBEZIUM)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka.connect..")
        .check(product);
    for (String home : List.of(TRANSFORMS, DEBEZIUM)) {
      assertThat(product.that(resideInAPackage(home)).stream())
          .as("Kafka Connect is used in %s", home)
          .anyMatch(user -> uses(user, resideInAnyPackage("org.apache.kafka.connect..")));
    }
  }

  @Test
  void debeziumIsKnownByKafkaConnectsInterfacesAlone() {
    noClasses().should().dependOnClassesThat().resideInAnyPackage("io.debezium..").check(product);
  }

  @Test
  void micrometerStaysInTheDaemon() {
    assertOnlyIn(DAEMON, "io.micrometer..");
  }

  @Test
  void databasesAreAskedByTheConnectorAlone() {
    assertOnlyIn(CONNECTOR, "java.sql..", "javax.sql..", "org.mariadb..");
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    slices().matching("dev.freshet.(**)").should().beFreeOfCycles().check(product);
  }

  @Test
  void noNameStandsForAClassWithoutAJobOfItsOwn() {
    noClasses()
        .should()
        .haveNameMatching(
            "(.*[.$])?(Abstract[^.$]*|[^.$]*(Manager|Helper|Helpers|Util|Utils|Impl))")
        .check(product);
  }

  /** Also holds that the library is used there at all: a rule about nothing would guard nothing. */
  private static void assertOnlyIn(String home, String... library) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library)
        .check(product);
    assertThat(product.that(resideInAPackage(home)).stream())
        .as("%s is used in %s", String.join(", ", library), home)
        .anyMatch(user -> uses(user, resideInAnyPackage(library)));
  }

  private static boolean uses(JavaClass user, DescribedPredicate<JavaClass> library) {
    return user.getDirectDependenciesFromSelf().stream()
        .map(Dependency::getTargetClass)
        .anyMatch(library);
  }
}
