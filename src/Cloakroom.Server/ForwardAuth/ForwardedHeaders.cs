using Microsoft.Extensions.Primitives;

namespace Cloakroom.Server.ForwardAuth;

/// <summary>
/// Reads the request that a proxy asks about. A proxy writes one of two families of headers, <c>X-Forwarded-</c> or <c>X-Original-</c>, or
/// appends the address to the path (Envoy); what it does not write, a client may have. So whatever is said twice must be the same
/// (promise R5), and nothing is guessed. Port and prefix say nothing here.
/// </summary>
internal static class ForwardedHeaders
{
    private static readonly RecentRequests Recent = new();

    /// <param name="context">The question.</param>
    /// <param name="appended">The address that stands behind the path of the question; null when none does.</param>
    /// <param name="problem">What is wrong, in a sentence that repeats nothing of the request.</param>
    public static OriginalRequest? Read(HttpContext context, string? appended, out string problem)
    {
        IHeaderDictionary headers = context.Request.Headers;
        var said = new Said();
        if (appended is not null)
        {
            said.Target(appended);
            said.Method(context.Request.Method);
            said.Host(headers.Host.ToString());
        }

        said.Method(headers["X-Forwarded-Method"]);
        said.Method(headers["X-Original-Method"]);
        said.Scheme(headers["X-Forwarded-Proto"]);
        said.Host(headers["X-Forwarded-Host"]);
        said.Target(headers["X-Forwarded-Uri"]);
        said.Target(headers["X-Original-URI"]);
        said.Address(headers["X-Original-URL"]);
        return said.Conclude(out problem);
    }

    // Everything that was said, and the first thing wrong with it.
    private sealed class Said
    {
        private string? _method, _scheme, _host, _target;
        private string _problem = "";

        public void Method(StringValues value) => Note(value, ref _method, "method");

        public void Host(StringValues value) => Note(value, ref _host, "host");

        public void Target(StringValues value) => Note(value, ref _target, "address");

        public void Scheme(StringValues value) => Note(
            value.Count == 1 ? value[0]?.ToLowerInvariant() switch { "wss" => "https", "ws" => "http", var other => other } : value, ref _scheme, "scheme");

        // ingress-nginx writes scheme, host and address in one; others the address alone under the same name.
        public void Address(StringValues value)
        {
            int scheme = value.Count == 1 ? value.ToString().IndexOf("://", StringComparison.Ordinal) : -1;
            if (scheme is not (4 or 5))
            {
                Target(value);
                return;
            }

            string url = value.ToString();
            int slash = url.IndexOf('/', scheme + 3);
            Scheme(url[..scheme]);
            Host(slash < 0 ? url[(scheme + 3)..] : url[(scheme + 3)..slash]);
            Target(slash < 0 ? "/" : url[slash..]);
        }

        public OriginalRequest? Conclude(out string problem)
        {
            problem = _problem.Length > 0 ? _problem
                : _method is null || _scheme is null || _host is null || _target is null
                    ? "The proxy does not tell method, scheme, host and address of the request: it has to send X-Forwarded-Method, -Proto, -Host and -Uri."
                : _scheme is not ("https" or "http") ? "The scheme is neither https nor http."
                : "";
            if (problem.Length > 0 || _method is null || _scheme is null || _host is null || _target is null)
            {
                return null;
            }

            if (Recent.Find(_method, _scheme, _host, _target) is { } known)
            {
                return known;
            }

            if (!AppHost.TryParse(_host, _scheme, out AppHost? host))
            {
                problem = "The host is not written as browsers write one.";
                return null;
            }

            if (!RequestTarget.TryParse(_target, out RequestTarget? target, out problem))
            {
                return null;
            }

            var request = new OriginalRequest(_method, _scheme, host, target);
            Recent.Keep(_host, request);
            return request;
        }

        private void Note(StringValues value, ref string? place, string what)
        {
            if (value.Count == 0)
            {
                return;
            }

            string text = value.Count == 1 ? value[0] ?? "" : "";
            if (text.Length == 0)
            {
                Complain($"The {what} of the request is told in vain, or more than once.");
            }
            else if (place is not null && place != text)
            {
                Complain($"The {what} of the request is told in two ways that contradict each other.");
            }

            place = text;
        }

        private void Complain(string problem) => _problem = _problem.Length == 0 ? problem : _problem;
    }
}
