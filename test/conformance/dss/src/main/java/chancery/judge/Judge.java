package chancery.judge;

import eu.europa.esig.dss.model.policy.ValidationPolicy;
import eu.europa.esig.dss.policy.ValidationPolicyFacade;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.jose4j.json.JsonUtil;

/**
 * A pipe to DSS: one question per line of standard input, one answer per line of standard output, both JSON. The only
 * argument is the validation policy. A question that cannot be answered is answered by the exception's own words.
 */
public final class Judge {
    private static final PrintStream answers = new PrintStream(System.out, false, java.nio.charset.StandardCharsets.UTF_8);

    public static void main(String[] arguments) throws Exception {
        System.setOut(System.err);
        ValidationPolicy policy = ValidationPolicyFacade.newFacade().getValidationPolicy(new File(arguments[0]));
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, java.nio.charset.StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            answers.println(JsonUtil.toJson(answer(line, policy)));
            answers.flush();
        }
    }

    private static Map<String, Object> answer(String line, ValidationPolicy policy) {
        Map<String, Object> answer = new HashMap<>();
        try {
            Question question = new Question(JsonUtil.parseJson(line));
            answer.put("id", question.number("id"));
            answer.put("answer", ask(question, policy));
        } catch (Exception | StackOverflowError | OutOfMemoryError failure) {
            answer.put("failure", words(failure));
        }
        return answer;
    }

    private static Object ask(Question question, ValidationPolicy policy) throws Exception {
        return switch (question.text("command")) {
            case "validate" -> Validation.of(question, policy);
            case "xmldsig" -> XmlSignatures.of(question);
            case "cms" -> CmsSignatures.of(question);
            case "bench-sign" -> SigningBench.of(question);
            default -> throw new IllegalArgumentException("no such command: " + question.text("command"));
        };
    }

    private static String words(Throwable failure) {
        String words = failure.toString();
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) words += "; caused by " + cause;
        return words;
    }
}
