using System.Text.RegularExpressions;

namespace Cloakroom.Tests.Server.Attacks;

/// <summary>Makes the bytes of a request from its line: as it stands there, with every word in braces replaced by what it stands for.</summary>
internal sealed partial class RequestWriter(Scene scene)
{
    /// <summary>The request, once for each value where a word stands for several.</summary>
    public async Task<IReadOnlyList<byte[]>> WriteAsync(AttackRequest request)
    {
        var all = new List<byte[]>();
        foreach (string path in await FillAsync(request.Path, isPath: true))
        {
            foreach ((string? body, string? type) in await BodiesAsync(request))
            {
                foreach (IReadOnlyList<(string Name, string Value)> headers in await HeadersAsync(request))
                {
                    bool hasType = type is null || headers.Any(h => h.Name == "Content-Type");
                    all.Add(WireCalls.Bytes(request.Method, path, hasType ? headers : [.. headers, ("Content-Type", type ?? "")], body));
                }
            }
        }

        return all;
    }

    private async Task<IReadOnlyList<IReadOnlyList<(string Name, string Value)>>> HeadersAsync(AttackRequest request)
    {
        List<IReadOnlyList<(string Name, string Value)>> all = [[]];
        foreach ((string name, string value) in request.Headers)
        {
            string[] values = await FillAsync(name == "Cookie" ? OwnNames(value) : value);
            all = [.. all.SelectMany(_ => values, (before, v) => (IReadOnlyList<(string, string)>)[.. before, (name, v)])];
        }

        return all;
    }

    // What a body is sent as follows from what it is: a value of ours is JSON, name=value a form, and anything else says nothing.
    private async Task<IReadOnlyList<(string? Body, string? Type)>> BodiesAsync(AttackRequest request)
    {
        const string Json = "application/json", Form = "application/x-www-form-urlencoded";
        if (request.Body is not { } body)
        {
            return [(null, null)];
        }

        if (await BodyValues.FindAsync(scene, request.Path, body) is { } made)
        {
            return [.. made.Select(m => ((string?)m, (string?)(m.StartsWith('{') ? Json : Form)))];
        }

        return [.. (await FillAsync(body)).Select(b => ((string?)b, NameAndValue().IsMatch(b) ? Form : null))];
    }

    // In a path a word is an address first: some name a value too.
    private async Task<string[]> FillAsync(string text, bool isPath = false)
    {
        List<string> all = [""];
        foreach (string part in Parts(text))
        {
            string[] values = !IsWord(part) ? [part]
                : isPath && Routes.Find(part[1..^1]) is { } route ? [route] : await Values.OfAsync(scene, part[1..^1]);
            all = [.. all.SelectMany(_ => values, (before, v) => before + v)];
        }

        return [.. all];
    }

    // The file takes the cookies for __Host-sid and __Host-jwt.
    private static string OwnNames(string cookie) => cookie
        .Replace("ost-sid=", "ost-session_id=", StringComparison.Ordinal).Replace("OST-SID=", "OST-SESSION_ID=", StringComparison.Ordinal)
        .Replace("__Host-jwt=", $"{Person.AccessCookie}=", StringComparison.Ordinal);

    // Braces nest; {} and an object of JSON stand for themselves.
    private static bool IsWord(string part) => part.Length > 2 && part[0] == '{' && part[1] != '"';

    private static IEnumerable<string> Parts(string text)
    {
        int start = 0, depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && depth++ == 0 && i > start)
            {
                yield return text[start..i];
                start = i;
            }
            else if (text[i] == '}' && --depth == 0)
            {
                yield return text[start..(i + 1)];
                start = i + 1;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    [GeneratedRegex(@"^\w+(?:\[\])?=", RegexOptions.None, 10_000)]
    private static partial Regex NameAndValue();
}
