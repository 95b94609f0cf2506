package chancery.judge;

import eu.europa.esig.dss.model.DSSException;
import eu.europa.esig.dss.spi.client.http.DataLoader;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.List;

/** Reads from http://127.0.0.1 and from nowhere else: no other host, no redirect, no proxy. */
final class LoopbackLoader implements DataLoader {
    private static final long serialVersionUID = 1L;
    private static final int patience = 10_000;
    private String contentType = "application/ocsp-request";

    @Override
    public byte[] get(String address) {
        return exchange(address, null);
    }

    @Override
    public DataAndUrl get(List<String> addresses) {
        if (addresses.isEmpty()) throw new DSSException("no address");
        return new DataAndUrl(addresses.get(0), get(addresses.get(0)));
    }

    @Override
    public byte[] post(String address, byte[] content) {
        return exchange(address, content);
    }

    @Override
    public void setContentType(String contentType) {
        this.contentType = contentType;
    }

    private byte[] exchange(String address, byte[] content) {
        try {
            HttpURLConnection connection = connect(URI.create(address));
            if (content != null) send(connection, content);
            if (connection.getResponseCode() != 200) throw new DSSException(address + " answered " + connection.getResponseCode());
            return connection.getInputStream().readAllBytes();
        } catch (IOException failure) {
            throw new DSSException(address + " did not answer", failure);
        }
    }

    private static HttpURLConnection connect(URI address) throws IOException {
        boolean loopback = "http".equals(address.getScheme()) && "127.0.0.1".equals(address.getHost());
        if (!loopback) throw new DSSException(address + " is not on loopback");
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(patience);
        connection.setReadTimeout(patience);
        return connection;
    }

    private void send(HttpURLConnection connection, byte[] content) throws IOException {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", contentType);
        connection.getOutputStream().write(content);
    }
}
