using System.Globalization;
using Cloakroom.Server.Languages;
using Microsoft.AspNetCore.Html;

namespace Cloakroom.Server.Pages;

/// <summary>Times as a person says them. Rounded down, so that nothing is promised that is over already.</summary>
internal static class HumanTime
{
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("day", TimeSpan.FromDays(1)), ("hour", TimeSpan.FromHours(1)), ("minute", TimeSpan.FromMinutes(1)), ("second", TimeSpan.FromSeconds(1)),
    ];

    /// <summary>A length of time in its two largest units, for example <c>1 hour 30 minutes</c>.</summary>
    public static string Span(TimeSpan span)
    {
        var words = new List<string>(2);
        foreach ((string name, TimeSpan length) in Units)
        {
            long count = span.Ticks / length.Ticks;
            if (count > 0)
            {
                words.Add(Count(count, name));
                span -= length * count;
            }

            if (words.Count == 2 || (words.Count == 1 && count == 0))
            {
                break;
            }
        }

        return words.Count == 0 ? Texts.Say("less than a second") : string.Join(' ', words);
    }

    /// <summary>A moment as seen from now: <c>3 minutes ago</c>, <c>in 23 hours 59 minutes</c>, <c>just now</c>.</summary>
    public static string Relative(DateTimeOffset time, DateTimeOffset now)
    {
        TimeSpan distance = (now - time).Duration();
        if (distance < TimeSpan.FromMinutes(1))
        {
            return time <= now ? Texts.Say("just now") : Texts.Say("in less than a minute");
        }

        // What is to come is said more exactly than what is over.
        (string name, TimeSpan length) = Array.Find(Units, u => distance >= u.Length);
        return time <= now
            ? Texts.Say("{0} ago", Count(distance.Ticks / length.Ticks, name))
            : Texts.Say("in {0}", Span(TimeSpan.FromMinutes(Math.Floor(distance.TotalMinutes))));
    }

    /// <summary>A moment for people and programs: relative and exact, with the machine's form beside it. Scripts turn it into local time.</summary>
    public static IHtmlContent Moment(DateTimeOffset time, DateTimeOffset now)
    {
        // Digits, letters and punctuation of our own: nothing in it comes from outside.
        DateTimeOffset utc = time.ToUniversalTime();
        string machine = utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string exact = utc.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return new HtmlString($"<time datetime=\"{machine}\"><span data-relative>{Relative(time, now)}</span> <small data-exact>{exact}</small></time>");
    }

    private static string Count(long count, string name) => Texts.Count(count, "{0} " + name, "{0} " + name + "s");
}
