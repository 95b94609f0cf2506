package chancery;

import java.io.FileInputStream;
import java.io.InputStream;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.results.TestAssertion;

/** Judges each file by the part of PDF/A that it claims: one line `flavour`, then one line for each rule broken, then an empty one. */
public final class PdfA {
  public static void main(String[] files) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      judge(file);
    }
  }

  private static void judge(String file) throws Exception {
    try (InputStream stream = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(stream)) {
      System.out.println(parser.getFlavour());
      var result = Foundries.defaultInstance().createValidator(parser.getFlavour(), false).validate(parser);
      result.getTestAssertions().stream()
          .filter(one -> one.getStatus() == TestAssertion.Status.FAILED)
          .map(one -> one.getRuleId().getClause() + " " + one.getMessage().replace('\n', ' '))
          .distinct()
          .forEach(System.out::println);
      System.out.println();
    }
  }
}
