using System.Net.Http.Json;

namespace Cloakroom.Bench.Start;

/// <summary>Somebody who registers at a server and then asks it who they are, many times.</summary>
internal static class Visitor
{
    private const int Connections = 16;

    public static async Task AskAsync(Uri server, int requests)
    {
        using var http = new HttpClient { BaseAddress = server };
        http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        var person = new { email = $"{SessionHandle.Create()}@example.org", password = "a long and secret sentence" };
        foreach (string path in (string[])["/auth/register", "/auth/login"])
        {
            using HttpResponseMessage answer = await http.PostAsJsonAsync(path, person);
            answer.EnsureSuccessStatusCode();
        }

        int left = requests;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using HttpResponseMessage who = await http.GetAsync("/auth/session");
                who.EnsureSuccessStatusCode();
            }
        })));
    }
}
