using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Cloakroom.Server.Languages;

/// <summary><see cref="Texts"/> as pages use it: <c>T["Log in"]</c>.</summary>
internal sealed class PageTexts(HtmlEncoder encoder)
{
    /// <summary>Plain text, which the page encodes.</summary>
    public string this[string english, params ReadOnlySpan<object?> values] => Texts.Say(english, values);

    /// <summary>A sentence with markup of our own in it; the values are encoded, or markup themselves.</summary>
    public IHtmlContent Html(string english, params ReadOnlySpan<object?> values)
    {
        object?[] encoded = [.. values];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = encoded[i] is IHtmlContent html ? Written(html) : encoder.Encode(Convert.ToString(encoded[i], CultureInfo.InvariantCulture) ?? "");
        }

        return new HtmlString(string.Format(CultureInfo.InvariantCulture, Texts.Say(english), encoded));
    }

    private string Written(IHtmlContent html)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        html.WriteTo(writer, encoder);
        return writer.ToString();
    }
}
