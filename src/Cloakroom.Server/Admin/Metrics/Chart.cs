using System.Globalization;
using System.Text;

namespace Cloakroom.Server.Admin.Metrics;

/// <summary>A curve over the last 15 minutes, drawn here: as a picture it needs no script.</summary>
/// <param name="Name">What it shows, in the language of the reader.</param>
/// <param name="Values">The oldest first.</param>
/// <param name="Unit">What stands behind a number, likewise.</param>
internal sealed record Chart(string Name, IReadOnlyList<double> Values, string Unit)
{
    public const int Width = 179, Height = 60;

    public double Now => Values[^1];

    public double Most => Values.Max();

    /// <summary>The path of the curve in a box of <see cref="Width"/> by <see cref="Height"/>.</summary>
    public string Curve => Path();

    /// <summary>The same, closed along the ground.</summary>
    public string Area => $"{Path()}L{Width} {Height}L0 {Height}Z";

    public static string Show(double value) => value.ToString(value is 0 or >= 10 ? "0" : "0.0", CultureInfo.InvariantCulture);

    private string Path()
    {
        double scale = Most > 0 ? Height / Most : 0;
        var path = new StringBuilder();
        for (int i = 0; i < Values.Count; i++)
        {
            path.Append(i == 0 ? 'M' : 'L').Append(CultureInfo.InvariantCulture, $"{i} {Height - (Values[i] * scale):0.#}");
        }

        return path.ToString();
    }
}
