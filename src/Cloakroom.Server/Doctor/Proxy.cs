namespace Cloakroom.Server.Doctor;

/// <summary>Signs that an application behind a proxy does not know that visitors come by https.</summary>
internal static class Proxy
{
    private const string Tell =
        "Let the proxy say so, and the application believe it. nginx: proxy_set_header X-Forwarded-Proto $scheme; Caddy and Traefik do by themselves. "
        + "Express: app.set('trust proxy', 1); ASP.NET Core: UseForwardedHeaders; Django: SECURE_PROXY_SSL_HEADER; Cloakroom: PublicUrl with https.";

    /// <summary>Whether it is worth asking once more with X-Forwarded-Proto in the request.</summary>
    public static bool LooksSilent(Visit visit) => RedirectsToHttp(visit) is not null || visit.Cookies.All(c => !c.Line.Has("Secure"));

    public static Finding? Judge(Evidence evidence)
    {
        if (RedirectsToHttp(evidence.Api) is { } hop)
        {
            return new("proxy-hides-https", Weight.Obstacle,
                $"{hop.Url} redirects to {hop.Location}: the application does not know that visitors come by https, and over http a Secure cookie is neither kept nor sent.", Tell);
        }

        if (evidence.ToldHttps is not { } told)
        {
            return null;
        }

        // The request itself claimed what a proxy should say: whatever changes by that, a proxy left unsaid.
        string? more = told.Cookies.Select(c => c.Line).FirstOrDefault(t => !evidence.Api.Cookies.Any(c => c.Line.Name == t.Name && c.Line.Has("Secure") == t.Has("Secure")))?.Shown;
        return more is null ? null : new("proxy-hides-https", Weight.Obstacle,
            $"{evidence.Api.Asked} sets {more} only when the request claims X-Forwarded-Proto: https: the proxy in front takes https off and does not say so.", Tell);
    }

    private static Hop? RedirectsToHttp(Visit visit) =>
        visit.Hops.FirstOrDefault(h => h.Url.Scheme == "https" && h.Location is { Scheme: "http" } to && to.IdnHost == h.Url.IdnHost);
}
