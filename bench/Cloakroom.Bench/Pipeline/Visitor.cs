using Microsoft.AspNetCore.Http;

namespace Cloakroom.Bench.Pipeline;

/// <summary>A request and who sends it.</summary>
/// <param name="Who">For the report.</param>
/// <param name="Method">Of HTTP.</param>
/// <param name="Headers">All of them.</param>
internal sealed record Visitor(string Who, string Method, IHeaderDictionary Headers)
{
    /// <summary>Whether anybody is there to be recognised.</summary>
    public bool IsSomebody => Headers.Cookie.Count > 0 || Headers.Authorization.Count > 0;

    /// <param name="who">For the report.</param>
    /// <param name="method">Of HTTP.</param>
    /// <param name="host">Who is asked.</param>
    /// <param name="more">What a script of a page does not send by itself.</param>
    public static Visitor Of(string who, string method, string host, params (string Name, string Value)[] more)
    {
        var headers = new HeaderDictionary
        {
            ["Host"] = host,
            ["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            ["Accept"] = "*/*",
        };
        foreach ((string name, string value) in more)
        {
            headers[name] = value;
        }

        return new(who, method, headers);
    }
}
