namespace Cloakroom.ServerTests.Hardening;

/// <summary>
/// Request smuggling through real proxies that have one connection to the server for everybody: whatever an attacker sends, on that connection
/// nobody's answer ever goes to somebody else.
/// </summary>
public sealed class ProxySmugglingTests(TwoPeople people, ITestOutputHelper output) : IClassFixture<TwoPeople>
{
    [Fact]
    public async Task Through_nginx_everybody_gets_their_own_answer()
    {
        int port = FreePort.Next();
        // Bodies go on as they come, so that the server sees what the attacker wrote and not what nginx has stored.
        await using NginxProcess nginx = await NginxProcess.StartAsync(port, $$"""
                client_header_timeout 2s;
                client_body_timeout 2s;
                upstream cloakroom { server 127.0.0.1:{{people.Process.Port}}; keepalive 1; }
                server {
                    listen 127.0.0.1:{{port}};
                    location / {
                        proxy_pass http://cloakroom;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $host;
                        proxy_request_buffering off;
                    }
                }
            """);
        await AttackAsync(port);
    }

    [Fact]
    public async Task Through_Caddy_everybody_gets_their_own_answer()
    {
        int port = FreePort.Next();
        await using CaddyProcess caddy = await CaddyProcess.StartAsync(
            port, $$"""
            http://:{{port}} {
            	reverse_proxy 127.0.0.1:{{people.Process.Port}} {
            		transport http {
            			max_conns_per_host 1
            		}
            	}
            }
            """,
            "\tservers {\n\t\ttimeouts {\n\t\t\tread_header 2s\n\t\t\tread_body 2s\n\t\t}\n\t}");
        await AttackAsync(port);
    }

    private async Task AttackAsync(int port)
    {
        var wrong = new List<string>();
        var statuses = new SortedDictionary<string, int>(StringComparer.Ordinal);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<int> canaries = SingAsync(port, end.Token);
        foreach ((string name, string request, string _) in SmuggledRequests.All(TwoPeople.Who(people.Ann)))
        {
            IReadOnlyList<WireAnswer> answers = await Wire.TalkAsync(port, request + people.Victim());
            string seen = string.Join(' ', answers.Select(a => a.Status));
            statuses[seen] = statuses.GetValueOrDefault(seen) + 1;
            // A proxy may take what is inside for a request of its own: then it is answered in its place, before Bob's, on this connection alone.
            if (answers.SkipLast(1).Any(a => a.Body.Contains(people.BobId, StringComparison.Ordinal)) || answers.Any(a => a.Status == 500))
            {
                wrong.Add($"{name}: {string.Join(" | ", answers.Select(a => $"{a.Status} {a.Body}"))}");
            }

            foreach ((string session, string own, string other) in new[] { (people.Bob, people.BobId, people.AnnId), (people.Ann, people.AnnId, people.BobId), (people.Bob, people.BobId, people.AnnId) })
            {
                IReadOnlyList<WireAnswer> mine = await Wire.TalkAsync(port, TwoPeople.Who(session, "Connection: close\r\n"));
                if (!(mine is [{ Status: 200, Body: var body }] && body.Contains(own, StringComparison.Ordinal) && !body.Contains(other, StringComparison.Ordinal)))
                {
                    wrong.Add($"after {name}: {string.Join(" | ", mine.Select(a => $"{a.Status} {a.Body}"))}");
                }
            }
        }

        await end.CancelAsync();
        int sung = await canaries;
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await people.AssertUnharmedAsync();
        output.WriteLine($"{string.Join(", ", statuses.Select(s => $"{s.Key}: {s.Value}"))}; {sung} answers meanwhile");
    }

    // Two people who ask all the time on the same connection to the server.
    private async Task<int> SingAsync(int port, CancellationToken end)
    {
        using var caller = new Caller(new Uri($"http://localhost:{port}"));
        int count = 0;
        await Task.WhenAll(new[] { (people.Ann, people.AnnId), (people.Bob, people.BobId) }.Select(async person =>
        {
            while (!end.IsCancellationRequested)
            {
                Reply reply = await caller.WhoAmIAsync(person.Item1);
                Assert.True(reply.Status == 502 || reply.UserId == person.Item2, $"{reply}");
                Interlocked.Increment(ref count);
            }
        }));
        return count;
    }
}
