// CHANCERY=https://sign.example CLIENT_ID=... CLIENT_SECRET=... java Sign.java contract.pdf contract-signed.pdf
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Java 17, nothing beside its own library. A real application reads JSON with the library it has. */
public class Sign {
  static final HttpClient http = HttpClient.newHttpClient();
  static final String engine = System.getenv("CHANCERY");

  public static void main(String[] args) throws Exception {
    Path source = Path.of(args[0]);
    String client = System.getenv("CLIENT_ID") + ":" + System.getenv("CLIENT_SECRET");
    String basic = "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
    String form = "grant_type=client_credentials&scope=service";
    String token = field("access_token", text(call("/oauth2/token", basic, "application/x-www-form-urlencoded", form)));
    String bearer = "Bearer " + token;

    String content = Base64.getEncoder().encodeToString(Files.readAllBytes(source));
    String body = "{\"documents\":[{\"name\":\"" + source.getFileName() + "\",\"content\":\"" + content + "\"}]}";
    String request = text(call("/api/v1/signature-requests", bearer, "application/json", body));
    System.out.println("Open in a browser: " + field("authorization_url", request));

    // The person reads and approves; in a web application her browser comes back to `redirect_uri` instead.
    String path = "/api/v1/signature-requests/" + field("id", request);
    String state = field("state", request);
    while (List.of("created", "prepared", "signing").contains(state)) {
      Thread.sleep(1000);
      state = field("state", text(call(path, bearer, null, null)));
    }
    if (!state.equals("signed")) throw new IllegalStateException("The request ended " + state + ": nothing was signed.");
    Files.write(Path.of(args[1]), call(path + "/documents/0", bearer, null, null));
    System.out.println("Signed: " + args[1]);
  }

  static byte[] call(String path, String authorization, String type, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(engine + path)).header("Authorization", authorization);
    if (body != null) request.header("Content-Type", type).POST(BodyPublishers.ofString(body));
    var answer = http.send(request.build(), BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 300) throw new IllegalStateException(text(answer.body()));
    return answer.body();
  }

  static String field(String name, String json) {
    var found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) throw new IllegalStateException("no " + name + " in " + json);
    return found.group(1);
  }

  static String text(byte[] octets) {
    return new String(octets, StandardCharsets.UTF_8);
  }
}
