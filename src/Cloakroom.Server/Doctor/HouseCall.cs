using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Cloakroom.Server.Doctor;

/// <summary>
/// Calls addresses and writes down what they answer, as a browser would see it. It sends no cookie, reads no body, and takes any certificate,
/// saying so.
/// </summary>
internal sealed class HouseCall : IDisposable
{
    public const int MostRedirects = 10;

    /// <summary>Seconds for a visit with all its redirects.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, string> _certificateProblems = new(StringComparer.OrdinalIgnoreCase);
    private readonly HttpClient _client;

    /// <param name="connect">How to reach a host; null for the usual way.</param>
    /// <param name="trust">Whose certificates are taken for good; null for those that the system trusts.</param>
    public HouseCall(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null, X509ChainPolicy? trust = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = Limit,
            MaxResponseHeadersLength = 64,
            // The body is nobody's concern: the connection goes with it.
            MaxResponseDrainSize = 0,
            ConnectCallback = connect,
            SslOptions = { CertificateChainPolicy = trust, RemoteCertificateValidationCallback = (sender, _, _, problems) => Note(sender, problems) },
        };
        _client = new HttpClient(new ConnectionLossHandler(handler)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Asks an address and follows its redirects.</summary>
    /// <param name="url">The address.</param>
    /// <param name="headers">What the request says besides.</param>
    public async Task<Visit> VisitAsync(Uri url, params IReadOnlyList<(string Name, string Value)> headers)
    {
        var hops = ImmutableArray.CreateBuilder<Hop>();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            for (Uri here = url; ; here = hops[^1].Location ?? here)
            {
                using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, here, headers, limit.Token);
                hops.Add(Written(here, answer));
                if (hops[^1].Location is not { } next)
                {
                    return new(url, hops.ToImmutable(), VisitEnd.Answered);
                }

                if (!WebAddress.TryRead(next.AbsoluteUri, out _))
                {
                    return new(url, hops.ToImmutable(), VisitEnd.RedirectElsewhere, $"{here} redirects to {CookieLine.Printable(next.ToString())}, which is no http or https address.");
                }

                if (hops.Count > MostRedirects)
                {
                    return new(url, hops.ToImmutable(), VisitEnd.TooManyRedirects, $"{url} redirects more than {MostRedirects} times.");
                }
            }
        }
        catch (OperationCanceledException)
        {
            return new(url, hops.ToImmutable(), VisitEnd.TimedOut, $"{Where(url, hops)} did not answer within {Limit.TotalSeconds} seconds.");
        }
        catch (HttpRequestException failure)
        {
            return new(url, hops.ToImmutable(), VisitEnd.Unreachable, $"{Where(url, hops)} {Why(failure)}.");
        }
    }

    /// <summary>Asks as a browser asks before a page may send a POST of JSON; null when nobody answers.</summary>
    public async Task<CorsAnswer?> PreflightAsync(Uri url, string origin)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using HttpResponseMessage answer = await SendAsync(HttpMethod.Options, url,
                [("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "content-type")], limit.Token);
            return Cors(answer);
        }
        catch (Exception failure) when (failure is OperationCanceledException or HttpRequestException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri url, IReadOnlyList<(string Name, string Value)> headers, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("User-Agent", "Cloakroom-Doctor");
        request.Headers.TryAddWithoutValidation("Accept", "text/html, */*;q=0.8");
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private Hop Written(Uri url, HttpResponseMessage answer)
    {
        bool redirects = (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308;
        return new(url, (int)answer.StatusCode)
        {
            Cookies = [.. Values(answer, "Set-Cookie").Select(CookieLine.Read)],
            Location = redirects && Values(answer, "Location").FirstOrDefault() is { Length: > 0 } to && Uri.TryCreate(url, to, out Uri? next) ? next : null,
            Cors = Cors(answer),
            // RFC 6797 8.1: over plain http it counts for nothing.
            HasHsts = url.Scheme == "https" && Values(answer, "Strict-Transport-Security").Count > 0,
            CertificateProblem = _certificateProblems.GetValueOrDefault(url.IdnHost, ""),
        };
    }

    private static CorsAnswer Cors(HttpResponseMessage answer) => new(
        (int)answer.StatusCode, Values(answer, "Access-Control-Allow-Origin").FirstOrDefault(),
        // Fetch 3.2.5: exactly these four letters.
        Values(answer, "Access-Control-Allow-Credentials").FirstOrDefault() == "true")
    {
        Methods = string.Join(", ", Values(answer, "Access-Control-Allow-Methods")),
        Headers = string.Join(", ", Values(answer, "Access-Control-Allow-Headers")),
    };

    private static HeaderStringValues Values(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values : default;

    private bool Note(object sender, SslPolicyErrors problems)
    {
        string problem = problems switch
        {
            SslPolicyErrors.None => "",
            _ when problems.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "it is made out to another host",
            _ => "nobody that browsers trust has signed it, or it has expired",
        };
        if (sender is SslStream stream)
        {
            _certificateProblems[stream.TargetHostName] = problem;
        }

        return true;
    }

    private static Uri Where(Uri url, ImmutableArray<Hop>.Builder hops) => hops.Count == 0 ? url : hops[^1].Location ?? hops[^1].Url;

    private static string Why(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "cannot be found: its name leads to no address",
        HttpRequestError.ConnectionError => "cannot be reached: nobody takes the connection",
        HttpRequestError.SecureConnectionError => "does not speak TLS as browsers do",
        HttpRequestError.ConfigurationLimitExceeded => "answers with more headers than browsers read",
        _ => "does not answer in HTTP",
    };
}
