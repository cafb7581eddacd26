using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using System.Text;

namespace Cloakroom.Cookies;

/// <summary>
/// One call of a client from its first request to its last answer. The request is changed from hop to hop, as the framework's own redirects
/// do, so that an answer names the address it came from.
/// </summary>
internal sealed class RedirectWay
{
    private readonly CookieJarHandler _handler;
    private readonly HttpRequestMessage _request;
    private readonly List<Uri> _addresses = [];
    private readonly List<CookieExchange> _exchanges = [];
    private string? _ownCookies;
    private CookieContext? _context;
    private CookieSelection? _sent;

    public RedirectWay(CookieJarHandler handler, HttpRequestMessage request)
    {
        (_handler, _request) = (handler, request);
        // What the caller wrote himself goes along, ahead of the jar's, as with a CookieContainer.
        _ownCookies = request.Headers.NonValidated.TryGetValues("Cookie", out var values) ? string.Join("; ", values) : null;
    }

    /// <summary>Writes the Cookie header of this hop.</summary>
    public void AddCookies()
    {
        if (_request.RequestUri is not { IsAbsoluteUri: true } url)
        {
            // The inner handler says what is wrong with it.
            return;
        }

        _addresses.Add(url);
        CookieContext given = _request.Options.TryGetValue(CookieJarHandler.Context, out CookieContext? set) ? set : new CookieContext(url);
        _context = given with { Url = url, Method = _request.Method.Method, RedirectChain = [.. _addresses] };
        string kept = Encoding.Latin1.GetString(Choose(_context).Span);
        _request.Headers.Remove("Cookie");
        string header = string.Join("; ", new[] { _ownCookies ?? "", kept }.Where(c => c.Length > 0));
        if (header.Length > 0)
        {
            _request.Headers.TryAddWithoutValidation("Cookie", header);
        }
    }

    /// <summary>Takes the cookies of an answer; true when it sends the client on, and the request is made ready for that.</summary>
    public bool GoesOn(HttpResponseMessage response)
    {
        if (_context is not { } context)
        {
            return false;
        }

        Receive(response, context);
        if (_handler.MostRedirects == 0 || Redirect.Target(response, context.Url, _handler.InsecureFollowToHttp) is not { } next)
        {
            return false;
        }

        HttpStatusCode status = response.StatusCode;
        response.Dispose();
        if (_addresses.Count > _handler.MostRedirects)
        {
            throw new HttpRequestException($"More than {_handler.MostRedirects} redirects, from {_addresses[0].GetLeftPart(UriPartial.Path)} on.");
        }

        if (Redirect.Follow(_request, context.Url, next, status))
        {
            _ownCookies = null;
        }

        return true;
    }

    private ReadOnlyMemory<byte> Choose(CookieContext context)
    {
        if (_handler.Explain)
        {
            _sent = _handler.Jar.Send(context);
            return _sent.Octets;
        }

        var octets = new ArrayBufferWriter<byte>();
        _handler.Jar.WriteCookieHeader(context, octets);
        return octets.WrittenMemory;
    }

    private void Receive(HttpResponseMessage response, CookieContext context)
    {
        var received = ImmutableArray.CreateBuilder<CookieDecision>();
        // Not validated: a line is judged by the jar alone. Each line is a field of its own (RFC 9110 5.3).
        if (response.Headers.NonValidated.TryGetValues("Set-Cookie", out var lines))
        {
            foreach (string line in lines)
            {
                received.Add(Receive(line, context));
            }
        }

        if (_sent is { } sent)
        {
            _exchanges.Add(new(context, response.StatusCode, sent, received.ToImmutable()));
            _request.Options.Set(CookieJarHandler.Exchanges, [.. _exchanges]);
        }
    }

    // The framework reads every octet as one character, unless a handler was told otherwise.
    private CookieDecision Receive(string line, CookieContext context) => line.AsSpan().ContainsAnyExceptInRange('\0', '\xff')
        ? _handler.Jar.Receive(line, context)
        : _handler.Jar.Receive(Encoding.Latin1.GetBytes(line), context);
}
